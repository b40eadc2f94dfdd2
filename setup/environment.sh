#!/bin/sh
# Make the virtual environment in the folder $1, unless a usable one is there.
set -eu

folder=$(dirname "$0")
if "$1/bin/python" -m pip --version >/dev/null 2>&1; then
  exit 0
fi
python=$(sh "$folder/find-python.sh")
printf '%s\n' "Making a virtual environment in $1 with $("$python" --version)." >&2
"$python" -m venv --clear "$1"
