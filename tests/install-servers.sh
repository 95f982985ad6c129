#!/bin/sh
# The integration tests bring their own Dovecot and Postfix; their programs come from Debian.
set -eu
if command -v dovecot >/dev/null && [ -x /usr/lib/postfix/sbin/master ] && command -v openssl >/dev/null; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Dovecot or Postfix is missing and cannot be installed without root: integration tests will be skipped." >&2
    exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    dovecot-imapd dovecot-lmtpd postfix openssl >/dev/null
