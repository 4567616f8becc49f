#!/bin/sh
# Installs a locked list into an environment, and this project in place if told to: install.sh PYTHON LIST [--project]
# Every package is in the list with its hash, so nothing is resolved: a release that came out since then is never looked at.
set -eu
install() { "$python" -m pip install --quiet --disable-pip-version-check --no-deps "$@"; }
python=$1
install --require-hashes --requirement "$2"
if [ "${3:-}" = --project ]; then
    install --no-build-isolation --editable "$(dirname "$0")/.."
fi
"$python" -m pip check --disable-pip-version-check >/dev/null || {
    "$python" -m pip check --disable-pip-version-check || true
    echo "The packages of $2 do not fit each other: make lock writes a new list." >&2
    exit 1
}
