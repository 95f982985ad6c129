#!/bin/sh
# The tests start their own Dovecot, Postfix and PostgreSQL, convert with LibreOffice, open archives and draw pages with
# Chinese fonts; programs and fonts come from Debian.
set -eu
packages=""
command -v dovecot >/dev/null || packages="$packages dovecot-imapd dovecot-lmtpd"
[ -x /usr/lib/postfix/sbin/master ] || packages="$packages postfix"
command -v openssl >/dev/null || packages="$packages openssl"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
command -v soffice >/dev/null || packages="$packages libreoffice-writer-nogui"
command -v bsdtar >/dev/null || packages="$packages libarchive-tools"
command -v unar >/dev/null || packages="$packages unar"
for fonts in fonts-noto-cjk fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei fonts-wqy-microhei; do
    [ -d "/usr/share/doc/$fonts" ] || packages="$packages $fonts"
done
[ -n "$packages" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing and not to be installed without root:$packages. The tests that need them will be skipped." >&2
    exit 0
fi
# Debian's PostgreSQL makes and starts a cluster of its own when it is installed; the tests need the programs only.
no_cluster=/etc/postgresql-common/createcluster.d/intake-tests.conf
trap 'rm -f "$no_cluster"' EXIT
mkdir -p "${no_cluster%/*}"
echo "create_main_cluster = false" >"$no_cluster"
apt-get update -qq
# shellcheck disable=SC2086 # a list of packages, to be split
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
