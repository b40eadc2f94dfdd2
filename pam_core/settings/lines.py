"""On which line of a TOML file each key stands, which tomllib does not tell."""

import re
import tomllib
from collections.abc import Iterator, Mapping

Path = tuple[str, ...]

_STRING = r"""(?:"(?:\\.|[^"\\])*"|'[^']*')"""
_HEADER = re.compile(rf"""^\s*\[\[?(?P<key>(?:{_STRING}|[^\]"'#])+)\]\]?\s*(#.*)?$""")
_TOKEN = re.compile(rf"""(?P<long>\"{{3}}|'{{3}})|{_STRING}|(?P<bracket>[\[\]{{}}])|\#.*""")
_LONG_STRING_ENDS = {'"""': re.compile(r'(?:\\.|[^\\])*?"""'), "'''": re.compile(r".*?'''")}
_STRINGS = re.compile(_STRING)


def key_lines(text: str) -> dict[Path, int]:
    """Where each table header and each key stands.

    Args:
        text: a file that tomllib has already accepted; of others the answer means nothing.

    Returns:
        The line, counted from 1, of each dotted path; a key inside an inline table or a value that
        runs over several lines is found by its first line.
    """
    found: dict[Path, int] = {}
    section: Path = ()
    for number, line in _statements(text):
        header = _HEADER.match(line)
        if header:
            section = _parts(header["key"])
            found.setdefault(section, number)
            continue
        key, equals, _ = _STRINGS.sub(lambda m: m[0].replace("=", "\0"), line).partition("=")
        if equals and key.strip():
            path = section + _parts(key.replace("\0", "="))
            for length in range(len(section) + 1, len(path) + 1):
                found.setdefault(path[:length], number)
    return found


def line_of(path: Path, found: Mapping[Path, int]) -> int | None:
    """The line of a path, or of the nearest table or inline value around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in found:
            return found[path[:length]]
    return None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Lines at which something begins: not inside a long string or an array still open."""
    quotes = ""
    depth = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not quotes and depth == 0 and line.strip() and not line.lstrip().startswith("#"):
            yield number, line
        quotes, change = _left_open(line, quotes)
        depth += change


def _left_open(line: str, quotes: str) -> tuple[str, int]:
    """The quotes of a long string that goes on after the line, and how many brackets it opened."""
    at = depth = 0
    while True:
        if quotes:
            end = _LONG_STRING_ENDS[quotes].match(line, at)
            if end is None:
                return quotes, depth
            quotes, at = "", end.end()
        token = _TOKEN.search(line, at)
        if token is None:
            return "", depth
        at = token.end()
        quotes = token["long"] or ""
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token["bracket"], 0)


def _parts(key: str) -> Path:
    """The parts of a dotted key, read by tomllib itself so that quoted parts come out right."""
    table = tomllib.loads(f"{key.strip()} = 0")
    parts: list[str] = []
    while isinstance(table, dict):
        name, table = next(iter(table.items()))
        parts.append(name)
    return tuple(parts)
