"""The map all users share: the gazetteer, built once in a process of its own."""

import subprocess
import sys
import threading
from pathlib import Path

from pam_core.storage.atlas import SqliteAtlas

_BUILD = (
    "import os, sys; from pathlib import Path; from pam_core.storage.gazetteer.build import build;"
    " os.nice(19) if hasattr(os, 'nice') else None; build(Path(sys.argv[1]))"
)


def map_in(cache: Path) -> SqliteAtlas:
    """The map; no places are imported here. Nothing is opened by it."""
    gazetteer = cache / "gazetteer.db"
    return SqliteAtlas(cache / "places.db", gazetteer, lambda: _start_building(gazetteer))


def _start_building(gazetteer: Path) -> "subprocess.Popen[bytes]":
    building = subprocess.Popen(
        [sys.executable, "-c", _BUILD, str(gazetteer)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # Somebody has to wait for it, or it stays a zombie while the server runs.
    threading.Thread(target=building.wait, name="pam-gazetteer", daemon=True).start()
    return building
