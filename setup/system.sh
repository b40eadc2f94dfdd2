#!/bin/sh
# Install what is missing of the system packages listed in the given files, and a Python where
# none fits. Where nothing is missing, nothing is asked of the network and no rights are needed.
set -eu

folder=$(dirname "$0")
wanted=$(cat "$@" | sed 's/#.*//')

say() { printf '%s\n' "$*" >&2; }

fail() {
  for line in "$@"; do say "$line"; done
  exit 1
}

has_python() { sh "$folder/find-python.sh" >/dev/null; }

# Whether apt would install any of these. Where it does not know one of them, it would: a fresh
# image knows no packages until the lists are fetched.
are_missing() {
  ! plan=$(apt-get --simulate --no-install-recommends --no-upgrade install "$@" 2>/dev/null) ||
    printf '%s\n' "$plan" | grep -q '^Inst '
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# A terminal sees apt at work; a log gets what goes wrong.
apt() {
  if [ -t 2 ]; then
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >&2
  else
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >/dev/null
  fi
}

install() {
  say "Installing system packages with apt:" "$@"
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    fail "You are not root here and there is no sudo. Ask someone who may install packages to run" \
      "  apt-get update && apt-get install --no-install-recommends $*" \
      "and then run the same make command again."
  fi
  if ! apt update || ! apt install -y --no-install-recommends --no-upgrade "$@"; then
    fail "The system packages could not be installed; what apt or sudo says stands above." \
      "When that is mended, run the same make command again: what is done stays done."
  fi
}

# Word splitting is meant: the list falls apart into the names of packages.
if ! command -v apt-get >/dev/null; then
  say "This system has no apt. PAM needs the libraries that Debian calls" $wanted
  say "If the window or the sound does not work, .venv/bin/pam doctor names what is missing."
elif ! has_python && are_missing python3 python3-venv; then
  install $wanted python3 python3-venv
elif are_missing $wanted; then
  install $wanted
fi

if ! has_python && command -v apt-get >/dev/null; then
  # The system's own is too old or too new; another can stand beside it.
  for version in 3.13 3.12 3.11; do
    if apt-cache show "python$version-venv" >/dev/null 2>&1; then
      install "python$version" "python$version-venv"
      break
    fi
  done
fi
has_python || fail \
  "PAM needs Python 3.11, 3.12 or 3.13 with its venv module, and there is none here." \
  "Install one and run the same make command again; PYTHON=/path/to/python points at it."
