#!/usr/bin/env bash
# Installs what the demonstration and the tests need: Debian packages, a virtual environment from the
# hash-pinned locks, the face models, the translations. What is there already is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf 'set-up stopped: %s\n' "$*" >&2; exit 1; }

install_debian_packages() {
  command -v dpkg-query >/dev/null || die "this is not Debian; install by hand what deploy/apt-packages.txt lists"
  local wanted missing=() name
  wanted=$(sed 's/#.*//' deploy/apt-packages.txt)
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null | awk '$2 == "installed" {print $1}')
  for name in $wanted; do
    grep -qxF "$name" <<<"$installed" || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      as_root=(sudo)
    else
      die "these Debian packages are missing and need root: apt-get install ${missing[*]}"
    fi
  fi
  say "Installing ${#missing[@]} Debian packages"
  "${as_root[@]}" apt-get update -qq
  # policy-rc.d is not touched: services that Debian starts by itself do no harm here.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

find_python() {
  local candidate
  for candidate in python3.11 python3 /usr/bin/python3.11 /usr/bin/python3; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  die "Python 3.11 was not found; the locks are made for it"
}

install_environment() {
  local python=$1 stamp=.venv/yanhu-locks
  local wanted
  wanted=$({ "$python" --version; cat requirements/build.txt requirements/runtime.txt requirements/dev.txt pyproject.toml; } | sha256sum)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  say "Installing the Python environment"
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
  # pyscard comes as a source archive; it is built with the pinned build tools, not with others.
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation \
    -r requirements/runtime.txt -r requirements/dev.txt
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  printf '%s' "$wanted" >"$stamp"
}

mkdir -p var
exec 9>var/setup.lock
flock 9
install_debian_packages
install_environment "$(find_python)"
.venv/bin/python deploy/fetch_models.py --models var/models --photos var/demo-photos
.venv/bin/python -m ui.i18n build
