"""PAM's log: rotating files in the log folder, and one for crashes of the interpreter.

What the user said, and what PAM answered, is only ever logged with `log.debug`; the log is at info
unless the user asks for more, so that it can be sent to somebody.
"""

import faulthandler
import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

log = logging.getLogger(__name__)

LOG_NAME = "pam.log"
CRASH_NAME = "crash.log"
MOST_BYTES = 1_000_000
OLDER_FILES = 5
FORMAT = "%(asctime)s %(levelname)-7s %(threadName)s %(name)s: %(message)s"


class QuietRotation(RotatingFileHandler):
    """Writes and rotates; a full or vanished disk is said once on stderr and never stops PAM."""

    _complained = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Called by logging in place of an exception in the midst of what PAM was doing."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._complained:
            self._complained = True
            complain(Path(self.baseFilename), error)


class Logs:
    """The open log; `close` puts everything back as it was."""

    def __init__(self, handlers: list[logging.Handler], crash_file: TextIO | None) -> None:
        self._handlers = handlers
        self._crash_file = crash_file
        self._level_before = logging.getLogger().level

    def close(self) -> None:
        """Write out and let go of the files; idempotent."""
        root = logging.getLogger()
        for handler in self._handlers:
            root.removeHandler(handler)
            handler.close()
        self._handlers.clear()
        root.setLevel(self._level_before)
        if self._crash_file:
            faulthandler.disable()
            self._crash_file.close()
            self._crash_file = None


def start_logs(folder: Path, level: str = "info", *, verbose: bool = False) -> Logs:
    """Log to `folder` from now on, and into crash.log there when the interpreter itself dies.

    A folder that cannot be written to is said once on stderr; PAM goes on without a log.

    Args:
        folder: made where it is missing.
        level: debug, info, warning or error.
        verbose: show the same on stderr as well.
    """
    handlers: list[logging.Handler] = []
    crash_file: TextIO | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            QuietRotation(
                folder / LOG_NAME, maxBytes=MOST_BYTES, backupCount=OLDER_FILES, encoding="utf-8"
            )
        )
        crash_file = (folder / CRASH_NAME).open("a", encoding="utf-8")
    except OSError as error:
        complain(folder, error)
    if verbose:
        handlers.append(logging.StreamHandler())
    logs = Logs(handlers, crash_file)
    root = logging.getLogger()
    root.setLevel(level.upper())
    for handler in handlers:
        handler.setFormatter(logging.Formatter(FORMAT))
        root.addHandler(handler)
    # Without a file the interpreter's last words go where the user sees them.
    faulthandler.enable(crash_file or sys.__stderr__ or sys.stderr)
    # At debug these two would write a line for each packet and each decoded piece.
    for chatty in ("httpcore2", "httpx2"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return logs


def record_fault(error: BaseException) -> None:
    """Log where an error of ours came from; its words, which may hold the user's, only at debug."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s\n%s", type(error).__name__, where)
    log.debug("%s", error)


def complain(path: Path, error: OSError) -> None:
    """Say on stderr that there is no log."""
    print(f"PAM cannot write its log to {path} ({error.strerror}); it goes on.", file=sys.stderr)
