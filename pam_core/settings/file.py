"""The settings file on disk: read with line numbers, and one setting written back."""

import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pam_core.settings import trouble
from pam_core.settings.judging import check_value
from pam_core.settings.lines import key_lines

_HEADING = "# PAM's settings. `pam settings` lists every one of them with what it is for.\n\n"
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """A settings file: its text, its tables, and the line each key stands on."""

    text: str
    tree: Mapping[str, Any]
    lines: Mapping[tuple[str, ...], int]


def read(path: Path) -> FileContent | None:
    """The file's content, or None where there is no file.

    Raises:
        PamError: `settings.unreadable`, `settings.not_toml`.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise trouble.unreadable(path, error) from error
    try:
        # Notepad on Windows begins a file with a byte order mark.
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        tree = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise trouble.not_toml(path, line, "it is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else max(1, text.rstrip("\n").count("\n") + 1)
        complaint = _AT_LINE.sub("", str(error)).removesuffix(" (at end of document)")
        raise trouble.not_toml(path, line, complaint[:1].lower() + complaint[1:]) from error
    return FileContent(text=text, tree=tree, lines=key_lines(text))


def save(path: Path, section: str, key: str, value: Any) -> Any:
    """Write one setting into the file, keeping its comments and everything else as it is.

    A power cut leaves either the old file or the new one.

    Args:
        path: the settings file; made, with its folder, where it is missing.
        section: the table, such as "speaking".
        key: the key in it, such as "volume".
        value: the value, or its text as on the command line.

    Returns:
        The value as it was written.

    Raises:
        PamError: `settings.unknown_key`, `settings.bad_value`; `settings.not_toml` where the file
            is not TOML already (it is left as it is); `settings.unwritable`.
    """
    import tomlkit

    fit = check_value(section, key, value)
    content = read(path)
    document = tomlkit.parse(content.text if content else _HEADING)
    if section not in document:
        document.add(section, tomlkit.table())
    table: Any = document[section]
    if not isinstance(table, dict):
        line = content.lines.get((section,), 1) if content else 1
        raise trouble.not_toml(path, line, f"[{section}] is a section, not a value")
    plain = str(fit) if isinstance(fit, str) else fit
    table[key] = plain
    try:
        _replace(path, tomlkit.dumps(document))
    except OSError as error:
        raise trouble.unwritable(path, error) from error
    return plain


def _replace(path: Path, text: str) -> None:
    # The file behind a link is written, so that settings kept elsewhere stay linked.
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
