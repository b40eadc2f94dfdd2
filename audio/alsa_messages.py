"""Leads what the ALSA library would write on the terminal ("underrun occurred") into the log."""

import ctypes
import ctypes.util
import logging
import sys
from functools import cache

log = logging.getLogger(__name__)

HANDLER = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)
"""file, line, function, error number, printf format; the format's own values stay unread."""


def _note(file: bytes, line: int, function: bytes, error: int, form: bytes) -> None:
    log.debug("ALSA: %r in %r (%r:%d, error %d)", form, function, file, line, error)


HANDLER_KEPT = HANDLER(_note)
"""ALSA calls it for as long as the program runs, so it must never be collected."""


@cache
def log_alsa_messages() -> None:
    """From now on ALSA's messages are logged at debug level; nothing where there is no ALSA."""
    name = ctypes.util.find_library("asound") if sys.platform == "linux" else None
    if name is not None:
        ctypes.CDLL(name).snd_lib_error_set_handler(HANDLER_KEPT)
