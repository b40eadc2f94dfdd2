"""Building the gazetteer in a process of its own: it takes seconds of a whole core."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path


def start_building(gazetteer: Path) -> "subprocess.Popen[bytes]":
    """Start `pam places build` at the lowest priority; it goes on when PAM is closed."""
    command = [*_own_command(), "places", "build", str(gazetteer)]
    if nice := shutil.which("nice"):
        command = [nice, "-n", "19", *command]
    building = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Somebody has to wait for it, or it stays a zombie while PAM runs.
    threading.Thread(target=building.wait, name="pam-gazetteer", daemon=True).start()
    return building


def _own_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "pam_desktop.cli.main"]
