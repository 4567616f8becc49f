#!/usr/bin/env bash
# Locks what pyproject.toml and package.json ask for: exact versions with hashes, and no index or registry address.
# Versions that are locked already stay; delete a list first to let it take the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"${PYTHON:-python3}" -m venv "$tools"
"$tools/bin/pip" install --quiet uv

compile() {
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate "$@"
}
compile pyproject.toml requirements/build.in --output-file requirements/run.txt
compile pyproject.toml requirements/build.in --extra test \
    --constraint requirements/run.txt --output-file requirements/test.txt
compile pyproject.toml requirements/build.in --extra test --extra bench \
    --constraint requirements/test.txt --output-file requirements/bench.txt
# The handbook is built without the project, so only what its extra names is locked.
"$tools/bin/python" -c 'import tomllib
with open("pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["project"]["optional-dependencies"]["docs"], sep="\n")' >"$tools/docs.in"
compile "$tools/docs.in" --output-file requirements/docs.txt
compile requirements/peers.in --output-file requirements/peers.txt
compile requirements/ogctests.in --output-file requirements/ogctests.txt

if command -v npm >/dev/null; then
    npm install --package-lock-only
else
    echo "npm is not installed: package-lock.json stays as it is."
fi
