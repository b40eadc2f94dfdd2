"""Statements as CSV: whatever bank wrote them, and PAM's own export."""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pam_core.interchange.ledger.amounts import amount_of, decimal_mark
from pam_core.interchange.ledger.columns import Columns, columns_of, currency_in
from pam_core.interchange.ledger.days import day_of, day_order
from pam_core.interchange.ledger.rows import (
    BadRow,
    DayOrder,
    Moved,
    RowError,
    Sign,
    Statement,
    Wanted,
    checked,
    tidy,
)
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.money import Money

OWN_ID = "pam:"
"""Begins the id of what PAM itself wrote out, where no bank has named it."""

_DELIMITERS = (",", ";", "\t", "|")
_HEADER_WITHIN = 40
"""Rows in which the header must have come: banks put account and period above it."""

_TELLING = 5
"""Rows from which on the signs of a file show its custom."""

_MOST_LINES = 10
"""That one row goes over, its quoted text broken into lines."""

_OUT = frozenset(("debit", "dr", "d", "expense", "purchase", "sale", "withdrawal", "fee", "out"))
_IN = frozenset(("credit", "cr", "c", "income", "deposit", "refund", "return", "in"))

OnRow = Callable[[int, int], None]
"""Is told how many rows are read, of how many."""


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """How this table is to be read."""

    columns: Columns
    currency: str
    mark: str
    order: DayOrder
    spent: Sign
    all_out: bool
    """No amount has a sign and no column says which way: all of it was spent."""

    def cell(self, row: _Row, what: str) -> str:
        at = self.columns.get(what)
        return row.cells[at].strip() if at is not None and at < len(row.cells) else ""


def read_csv(text: str, wanted: Wanted, on_row: OnRow = lambda done, total: None) -> Statement:
    """Every row of a table.

    Raises PamError: `ledger.columns` where no line names the columns, `ledger.days` where it is not
    plain whether day or month comes first.
    """
    left_out: list[BadRow] = []
    rows = list(_rows(text, left_out))
    header, columns = _header(rows)
    body = rows[header + 1 :]
    table = _table(columns, rows[header].cells, body, wanted)
    moved: list[Moved] = []
    seen: Counter[str] = Counter()
    for number, row in enumerate(body, start=1):
        try:
            moved.append(_moved(row, table, seen))
        except RowError as trouble:
            left_out.append(BadRow(where=f"line {row.line}", reason=str(trouble)))
        on_row(number, len(body))
    remarks = ("No amount has a minus: all of it was taken as spent.",) if table.all_out else ()
    return Statement(moved=tuple(moved), left_out=tuple(left_out), remarks=remarks)


def _rows(text: str, left_out: list[BadRow]) -> Iterator[_Row]:
    """Rows with something in them, with the line each begins on.

    A quotation mark that is never closed breaks its own line, not the rest of the file.
    """
    lines = text.replace("\0", "").splitlines(keepends=True)
    delimiter = _delimiter(lines)
    at = 0
    while at < len(lines):
        reader = csv.reader(lines[at : at + _MOST_LINES], delimiter=delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error as error:
            left_out.append(BadRow(where=f"line {at + 1}", reason=f"it is broken: {error}"))
            at += 1
            continue
        if any(cell.strip() for cell in cells):
            yield _Row(at + 1, cells)
        at += reader.line_num


def _delimiter(lines: Sequence[str]) -> str:
    """What stands between the cells: what most lines have alike."""
    sample = [line for line in lines[:_HEADER_WITHIN] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in sample)
        counts.pop(0, None)
        count, often = max(counts.items(), key=lambda item: item[1], default=(0, 0))
        return often, count

    return max(_DELIMITERS, key=evenness)


def _header(rows: Sequence[_Row]) -> tuple[int, Columns]:
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        columns = columns_of(row.cells)
        if columns:
            return at, columns
    raise PamError(
        "ledger.columns",
        "No line of it names the columns of a bank statement.",
        mend="Let its first line name them, such as Date, Description, Amount.",
        fault=Fault.USER,
    )


def _table(columns: Columns, header: Sequence[str], body: Sequence[_Row], wanted: Wanted) -> _Table:
    def column(what: str) -> list[str]:
        at = columns.get(what)
        return [] if at is None else [row.cells[at] for row in body if at < len(row.cells)]

    amounts = column("amount")
    every = [*amounts, *column("spent"), *column("came_in")]
    heading = header[columns.get("amount", columns.get("spent", 0))]
    sided = "spent" in columns or any(_side(text) for text in column("direction"))
    minuses = sum(_is_minus(text) for text in amounts)
    all_out = not (minuses or sided or wanted.spent)
    if not (sided or all_out or wanted.spent):
        _check_signs(minuses, sum(map(_is_filled, amounts)))
    return _Table(
        columns=columns,
        currency=currency_in(heading) or wanted.currency,
        mark=decimal_mark(every),
        order=day_order(column("day"), wanted.day_order),
        spent=Sign.PLUS if all_out else wanted.spent or Sign.MINUS,
        all_out=all_out,
    )


def _check_signs(minuses: int, filled: int) -> None:
    """Raises PamError (`ledger.signs`) where a plus is likelier to mean spent than a minus."""
    if filled >= _TELLING and filled - minuses > minuses:
        raise PamError(
            "ledger.signs",
            "Most of its amounts have no minus, so they may be what was spent.",
            mend="Say what was spent: --spent plus or --spent minus.",
            fault=Fault.USER,
        )


def _is_minus(text: str) -> bool:
    return _is_filled(text) and (any(sign in text for sign in "-−(") or "DR" in text.upper())


def _moved(row: _Row, table: _Table, seen: Counter[str]) -> Moved:
    amount = _amount(row, table)
    day = day_of(table.cell(row, "day"), table.order)
    checked(amount, day)
    described = tidy(table.cell(row, "description"))
    payee = tidy(table.cell(row, "payee"))
    key = "\x1f".join((day.isoformat(), str(amount.minor), amount.currency, payee, described))
    own = table.cell(row, "id")
    if not own:
        # The second coffee of a day is another coffee.
        seen[key] += 1
        key = f"{key}\x1f{seen[key]}"
    return Moved(
        day=day,
        amount=amount,
        payee=payee or ("" if _is_ours(own) else described),
        description=described if payee or _is_ours(own) else "",
        category=tidy(table.cell(row, "category")),
        bank_id=_bank_id(own, key),
    )


def _bank_id(own: str, key: str) -> str:
    if _is_ours(own):
        return own
    # Banks number their rows from 1 again: an id counts together with what it names.
    named = f"{own}\x1f{key}" if own else key
    return f"csv:{hashlib.sha256(named.encode()).hexdigest()[:32]}"


def _is_ours(own: str) -> bool:
    """Whether PAM wrote the row out itself, with the name by which it knows it."""
    return own.startswith((OWN_ID, "ofx:", "csv:"))


def _amount(row: _Row, table: _Table) -> Money:
    """Negative where it was spent."""
    currency = table.cell(row, "currency").upper() or table.currency
    spent, came_in = table.cell(row, "spent"), table.cell(row, "came_in")
    sides = [(text, sign) for text, sign in ((spent, -1), (came_in, 1)) if _is_filled(text)]
    if len(sides) == 2:
        raise RowError("it has both a debit and a credit")
    if sides:
        text, sign = sides[0]
        amount = amount_of(text, currency, table.mark)
        return Money(minor=sign * abs(amount.minor), currency=amount.currency)
    amount = amount_of(table.cell(row, "amount"), currency, table.mark)
    side = _side(table.cell(row, "direction"))
    if side and amount.minor > 0:
        return Money(minor=side * amount.minor, currency=amount.currency)
    if table.spent is Sign.PLUS:
        return Money(minor=-amount.minor, currency=amount.currency)
    return amount


def _is_filled(text: str) -> bool:
    """Whether a debit or credit column says something: many banks write 0.00 into the other."""
    return any(letter in "123456789" for letter in text)


def _side(text: str) -> int:
    """-1 for money that went out, 1 for money that came in, 0 where the word says neither."""
    word = text.strip().casefold()
    return -1 if word in _OUT else 1 if word in _IN else 0
