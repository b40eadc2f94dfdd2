"""Exit codes of `pam`, and how an error is said."""

import json
import sys

from pam_core.vocabulary.errors import Fault, PamError

OK = 0
USAGE = 2
"""What was given cannot be used (argparse's own code too)."""
ENVIRONMENT = 3
"""The machine: no microphone, full disk, missing model."""
SERVICE = 4
"""Somebody else's computer."""
BUG = 70
"""Ours; EX_SOFTWARE of sysexits.h."""
INTERRUPTED = 130
"""Ctrl+C, as a shell reports it."""
PIPE_CLOSED = 141
"""Whoever read the output has gone, as a shell reports it."""

_BY_FAULT = {
    Fault.USER: USAGE,
    Fault.ENVIRONMENT: ENVIRONMENT,
    Fault.SERVICE: SERVICE,
    Fault.BUG: BUG,
}


def exit_code(error: PamError) -> int:
    """The exit code of an error."""
    return _BY_FAULT[error.fault]


def say_error(error: PamError, *, as_json: bool) -> None:
    """One sentence with the mend on stderr; or `{"error": {…}}` on one line of stdout."""
    if as_json:
        told = {
            "code": error.code,
            "sentence": error.sentence,
            "mend": error.mend,
            "fault": str(error.fault),
        }
        print(json.dumps({"error": told}), flush=True)
    else:
        print(f"pam: {error}", file=sys.stderr)
