#!/bin/sh
# Run pip's install with these arguments in the virtual environment $1, and say the mend if it fails.
set -eu

venv=$1
shift
# A terminal gets pip's progress bars, a log only what goes wrong.
[ -t 1 ] || quiet=--quiet
if ! PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip install ${quiet:-} "$@"; then
  printf '%s\n' \
    "The Python packages could not be installed; what pip says about it stands above." \
    "Mostly the network was away or the disk is full. When that is mended, run the same make" \
    "command again: what is done stays done." >&2
  exit 1
fi
