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
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    header = _header(next(csv.reader([first], delimiter=delimiter), []))
    has_header = header is not None
    begun = False
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield BadRow(where=f"line {rows.line_num}", reason=f"it is broken: {error}")
            continue
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        if has_header and not begun:
            begun = True
            continue
        yield _read(row, header or HEADERLESS, f"line {rows.line_num}", origin)


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
