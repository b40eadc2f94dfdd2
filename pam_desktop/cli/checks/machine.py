"""Checks of the machine: Python, system libraries, folders, the screen."""

import ctypes
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.cli.checks.finding import LimitedError, Patient

PYTHONS = ((3, 11), (3, 14))
"""From the first, before the second, as in pyproject.toml."""

LEAST_FREE_BYTES = 50_000_000
LITTLE_FREE_BYTES = 500_000_000

WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
}
"""What Qt loads on Linux, and the Debian package that brings it."""


def python(patient: Patient) -> str:
    """The interpreter is one PAM is made for."""
    here = platform.python_version()
    if not PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
        raise PamError(
            "machine.python",
            f"This is Python {here}; PAM is made for 3.11 to 3.13.",
            mend="Install PAM with one of those.",
            fault=Fault.ENVIRONMENT,
        )
    return f"Python {here} on {platform.system()} {platform.machine()}."


def window_libraries(patient: Patient) -> str:
    """The system libraries that Qt needs are there."""
    if not sys.platform.startswith("linux"):
        return "They come with PySide6 here."
    missing = [package for name, package in WINDOW_LIBRARIES.items() if not _loads(name)]
    if missing:
        raise PamError(
            "machine.window_libraries",
            "The window cannot open: system libraries are missing.",
            mend=f"sudo apt install {' '.join(missing)}",
            fault=Fault.ENVIRONMENT,
        )
    return "All that the window needs are installed."


def data_folder(patient: Patient) -> str:
    """The user's data can be written, and there is room."""
    folder = patient.places.data_folder
    _write_into(folder, "data.unwritable")
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise PamError(
            "data.full",
            f"The disk of {folder} has only {free / 1e6:.0f} MB free.",
            mend="Free some space: PAM could soon not keep what you tell it.",
            fault=Fault.ENVIRONMENT,
        )
    if free < LITTLE_FREE_BYTES:
        raise LimitedError(
            f"The disk of {folder} has {free / 1e6:.0f} MB free, too little for another model.",
            "Free some space.",
        )
    return f"{folder} can be written; {free / 1e9:.1f} GB are free."


def log_folder(patient: Patient) -> str:
    """The log can be written."""
    _write_into(patient.places.log_folder, "log.unwritable")
    return f"The log is in {patient.places.log_folder}."


def screen(patient: Patient) -> str:
    """There is a screen for the window."""
    if not sys.platform.startswith("linux"):
        return "The system's own."
    if os.environ.get("WAYLAND_DISPLAY"):
        return f"Wayland, {os.environ['WAYLAND_DISPLAY']}."
    name = os.environ.get("DISPLAY", "")
    if not name:
        raise LimitedError(
            "There is no screen, so no window.", "`pam talk` holds the conversation in a terminal."
        )
    from Xlib import display
    from Xlib.error import DisplayError

    try:
        display.Display().close()
    except (DisplayError, OSError) as error:
        raise LimitedError(
            f"The X server {name} does not answer.",
            "Check DISPLAY and XAUTHORITY; `pam talk` needs no screen.",
        ) from error
    return f"X11, {name}."


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _write_into(folder: Path, code: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"PAM")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise PamError(
            code,
            f"PAM cannot write into {folder} ({error.strerror}).",
            mend="Check that the folder is yours and that the disk is not full.",
            fault=Fault.ENVIRONMENT,
        ) from error
