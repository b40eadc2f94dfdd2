"""Models that came as installed packages: found without importing them."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from models.catalogue import ModelEntry, ModelFile

FindModule = Callable[[str], Path | None]
"""The folder of an installed module, or None."""


def installed_module(name: str) -> Path | None:
    """The folder of an installed package, without running any of its code."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def pieces(file: ModelFile, find: FindModule) -> Sequence[Path]:
    """The pieces of a file in installed packages, in order; empty where one is missing."""
    found = []
    for piece in file.packaged:
        module, _, rest = piece.partition("/")
        folder = find(module)
        if folder is None or not (folder / rest).is_file():
            return []
        found.append(folder / rest)
    return found


def ready_folder(entry: ModelEntry, find: FindModule) -> Path | None:
    """The folder of packages in which every file lies in one piece, or None.

    Nothing is said about what is in the files.
    """
    folders = set()
    for file in entry.files:
        found = pieces(file, find)
        if len(found) != 1 or found[0].name != file.name:
            return None
        folders.add(found[0].parent)
    return folders.pop() if len(folders) == 1 else None
