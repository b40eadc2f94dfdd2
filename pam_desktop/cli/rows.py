"""A reply's table as lines for a terminal."""

from collections.abc import Sequence
from typing import Any

from pam_core.vocabulary.reply import Table


def lines_of(table: Table) -> Sequence[str]:
    """The headings, a rule and the rows, in columns of one width each."""
    cells = [list(table.columns), *([_cell(value) for value in row] for row in table.rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(table.columns))]
    head, *body = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return [head, "  ".join("-" * width for width in widths), *body]


def _cell(value: Any) -> str:
    """Money as 45.00 USD, a quantity as 12.5 gallon, nothing as a blank; on one line."""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return "" if value is None else " ".join(str(value).split())
