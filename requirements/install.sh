#!/bin/sh
# install.sh PYTHON VENV LOCK: makes the virtual environment and installs exactly what the lock names.
set -eu
python=$1 venv=$2 lock=$3

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "intake needs Python 3.11 or newer; name one: make PYTHON=python3.12 …" >&2
    exit 2
}
# Debian's Python comes without venv; root can fetch it, others are told what to ask for.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv
    else
        echo "Python's venv module is missing; install it (Debian: apt-get install python3-venv)." >&2
        exit 2
    fi
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
export PIP_DISABLE_PIP_VERSION_CHECK=1
"$venv/bin/python" -m pip install -q --require-hashes -r "$lock"
"$venv/bin/python" -m pip install -q --no-deps --no-build-isolation -e .
