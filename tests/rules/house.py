"""The files of the house, as the rules look at them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

ROOMS = ("pam_core", "audio", "models", "pam_desktop", "pam_server")
FOLDERS = (*ROOMS, "bench", "tests", "resources", "setup", "docs", ".ci")
TEXT = {".cfg", ".in", ".json", ".lock", ".md", ".py", ".qss", ".sh", ".svg", ".toml", ".txt"}
TEXT |= {".yaml", ".yml", ""}


def modules(*folders: str) -> Iterator[Path]:
    """Every Python file below these folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def written() -> Iterator[Path]:
    """Every text file that people wrote or that is kept for them; nothing that a run left."""
    yield from sorted(path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXT)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in TEXT and "results" not in path.parts:
                yield path


def name(path: Path) -> str:
    """As the rules and their exceptions call a file."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """A file as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))
