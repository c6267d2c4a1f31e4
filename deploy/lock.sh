#!/usr/bin/env bash
# Makes the locks anew from requirements/*.in: versions and hashes, no registry addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "uv is needed to make the locks: pipx install uv" >&2; exit 1; }
for lock in build runtime dev; do
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
    --output-file "requirements/$lock.txt" "requirements/$lock.in"
done
