"""A file that goes out is written whole, or not at all."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from pam_core.vocabulary.errors import Fault, PamError


def write_whole(
    path: Path, write: Callable[[TextIO], object], *, code: str, encoding: str = "utf-8"
) -> None:
    """Let `write` fill the file; it stands under its name once it survives a power cut.

    `write` is given a stream that leaves line ends alone. Raises PamError (`code`).
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    if path.exists() and not path.is_file():
        # A folder, or a device that a file in its place would do away with.
        raise PamError(
            code,
            f"I could not write {path}: it is no file.",
            mend="Give me the name of a file.",
            fault=Fault.USER,
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding=encoding, newline="") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise PamError(
            code,
            f"I could not write {path}: {error.strerror}.",
            mend="Choose a folder that is writable and has room.",
            fault=Fault.ENVIRONMENT,
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
