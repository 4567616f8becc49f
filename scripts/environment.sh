#!/bin/sh
# Makes the Python environment in a folder, and leaves one that is right as it is: environment.sh FOLDER PYTHON [--exactly]
# With --exactly, an environment of another version of Python than that of PYTHON is made anew.
set -eu
folder=$1 python=$2 exactly=${3:-}
tell_version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

has=$(tell_version "$folder/bin/python") || has=
if [ -n "$has" ] && [ -z "$exactly" ]; then
    exit
fi
wanted=$(tell_version "$python") || {
    echo "There is no Python called $python here: try make PYTHON=python3 ..." >&2
    exit 1
}
if [ "$has" = "$wanted" ]; then
    exit
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "UraMost needs Python 3.11 or later, and $python is $wanted: try make PYTHON=python3.12 ..." >&2
    exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || {
    echo "$python cannot make environments: install its venv package (Debian: apt install python$wanted-venv)." >&2
    exit 1
}
if [ -n "$has" ]; then
    echo "$folder holds Python $has and $python is $wanted: making $folder anew."
fi
rm -rf "$folder"
"$python" -m venv "$folder"
