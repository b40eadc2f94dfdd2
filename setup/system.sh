#!/bin/sh
# Install what is missing of the system packages listed in the given files, and a Python where
# none fits. Nothing is asked of the network, and no rights are needed, where nothing is missing.
set -eu

folder=$(dirname "$0")
list=$(cat "$@" | sed 's/#.*//')

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# What apt would install of these packages; "unknown" where it does not know one of them,
# which on a fresh image means that it has no package lists yet.
missing() {
  if plan=$(apt-get --simulate --no-install-recommends --no-upgrade install "$@" 2>/dev/null); then
    printf '%s\n' "$plan" | awk '$1 == "Inst" { print $2 }'
  else
    echo unknown
  fi
}

install() {
  say "Installing system packages:" "$@"
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    say "You are not root and there is no sudo. Ask someone who may install packages to run"
    say "  apt-get update && apt-get install --no-install-recommends" "$@"
    say "and then run the same make command again."
    exit 1
  fi
  if ! { as_root apt-get -qq update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 \
      --no-install-recommends --no-upgrade install -y "$@" >&2; }; then
    say "The system packages could not be installed; what apt says about it stands above."
    say "When that is mended, run the same make command again: what is done stays done."
    exit 1
  fi
}

if ! command -v apt-get >/dev/null; then
  say "This system has no apt. PAM needs the libraries that Debian calls" $list
  say "If its window or its sound does not work, \`pam doctor\` names what is missing."
else
  # shellcheck disable=SC2086 # the list is meant to fall apart into words
  if ! sh "$folder/find-python.sh" >/dev/null; then
    list="$list python3 python3-venv"
  fi
  if [ -n "$(missing $list)" ]; then
    install $list
  fi
fi

if ! sh "$folder/find-python.sh" >/dev/null; then
  # The system's own python3 is too old or too new: a second one can stand beside it.
  for version in 3.13 3.12 3.11; do
    if apt-cache show "python$version-venv" >/dev/null 2>&1; then
      install "python$version" "python$version-venv"
      break
    fi
  done
fi
if ! sh "$folder/find-python.sh" >/dev/null; then
  say "PAM needs Python 3.11, 3.12 or 3.13 with its venv module, and there is none here."
  say "Install one and run the same make command again; PYTHON=/path/to/python names it."
  exit 1
fi
