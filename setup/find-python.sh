#!/bin/sh
# Print the first Python that PAM can run on and that can make a virtual environment;
# exit 1, printing nothing, where there is none. PYTHON=/path/to/python chooses one.

fits='
import sys, venv, ensurepip
sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
'
for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
  if command -v "$python" >/dev/null && "$python" -c "$fits" 2>/dev/null; then
    command -v "$python"
    exit 0
  fi
done
exit 1
