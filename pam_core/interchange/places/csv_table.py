"""CSV: a header that names the columns, or longitude, latitude, name, note without one."""

import csv
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from pam_core.interchange.places.columns import column_of, place_in
from pam_core.interchange.places.rows import BadRow, Origin, RowError
from pam_core.vocabulary.place import Place

HEADERLESS = ("longitude", "latitude", "name", "note")
"""The custom of points of interest for satellite navigators."""

_NEEDED = ("name", "latitude", "longitude")
_DELIMITERS = (",", ";", "\t", "|")


def read_csv(lines: Sequence[str], origin: Origin) -> Iterator[Place | BadRow]:
    """Places of a table. Raises ValueError where it has neither header nor bare coordinates."""
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    header = _header(next(csv.reader([first], delimiter=delimiter), []))
    has_header = header is not None
    begun = False
    for line, row in _rows(lines, delimiter):
        where = f"line {line}"
        if isinstance(row, csv.Error):
            yield BadRow(where=where, reason=f"it is broken: {row}")
        elif any(cell.strip() for cell in row):
            if begun or not has_header:
                yield _read(row, header or HEADERLESS, where, origin)
            begun = True


class _Lines:
    """The lines of a file, of which `at` were read; it may be set back."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.at = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.at == len(self._lines):
            raise StopIteration
        self.at += 1
        return self._lines[self.at - 1]


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Rows with the line each begins on; of a broken one what is the matter."""
    source = _Lines(lines)
    rows = csv.reader(source, delimiter=delimiter, strict=True)
    while source.at < len(lines):
        begun = source.at
        try:
            yield begun + 1, next(rows)
        except csv.Error as error:
            # A quote that is never closed must not take the rows behind it along.
            source.at = begun + 1
            rows = csv.reader(source, delimiter=delimiter, strict=True)
            yield begun + 1, error


def _read(row: Sequence[str], header: Sequence[str], where: str, origin: Origin) -> Place | BadRow:
    if len(row) > len(header):
        return BadRow(where=where, reason=f"it has {len(row)} columns, not {len(header)}")
    try:
        return place_in(dict(zip_longest(header, row, fillvalue="")), origin)
    except RowError as trouble:
        return BadRow(where=where, reason=str(trouble))


def _header(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The header; None where the first row is a place already. Raises ValueError for neither."""
    known = {column_of(cell) for cell in cells}
    if known.issuperset(_NEEDED):
        return tuple(cell.strip() for cell in cells)
    if len(cells) >= 2 and all(_is_number(cell) for cell in cells[:2]):
        return None
    missing = ", ".join(name for name in _NEEDED if name not in known)
    raise ValueError(f"its first line does not name these columns: {missing}")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
