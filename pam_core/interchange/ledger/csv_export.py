"""The ledger as one CSV file, which a spreadsheet opens and an import takes back."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from pam_core.interchange.ledger.csv_statement import OWN_ID
from pam_core.interchange.whole_file import write_whole
from pam_core.vocabulary.income import Income
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.ledger import Expense, Ledger
from pam_core.vocabulary.money import Money

COLUMNS = ("kind", "date", "amount", "currency", "category", "payee", "description", "id")
"""`kind` is expense or income, `amount` is never negative."""

ALL = 10_000_000
"""More than anybody's ledger holds."""


async def ledger_rows(memory: Memory, ledger: Ledger) -> Sequence[tuple[str, ...]]:
    """All expenses and incomes that stand, by day. Raises PamError (`storage.…`)."""
    expenses = [_expense(one) for one in await ledger.expenses(limit=ALL)]
    incomes = [_income(one) for one in await memory.find(Income, limit=ALL)]
    return sorted([*expenses, *incomes], key=lambda row: (row[1], row[0], row[-1]))


def write_rows(rows: Iterable[Sequence[str]], out: TextIO) -> None:
    """The table with its header, to a stream that leaves line ends alone."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(rows)


def write_file(rows: Iterable[Sequence[str]], path: Path) -> None:
    """The table as a file: all of it or nothing. Raises PamError (`ledger.not_written`)."""
    # The mark at its beginning tells spreadsheets that this is UTF-8.
    write_whole(
        path,
        lambda out: write_rows(rows, out),
        code="ledger.not_written",
        encoding="utf-8-sig",
    )


def _expense(one: Expense) -> tuple[str, ...]:
    return _row(
        "expense",
        one.spent_on.isoformat(),
        one.amount,
        one.category,
        one.merchant,
        one.description,
        one.bank_id or f"{OWN_ID}{one.id}",
    )


def _income(one: Income) -> tuple[str, ...]:
    return _row(
        "income",
        one.received_on.isoformat(),
        one.amount,
        "",
        one.source,
        one.description,
        one.bank_id or f"{OWN_ID}{one.id}",
    )


def _row(
    kind: str,
    day: str,
    amount: Money,
    category: str,
    payee: str | None,
    description: str | None,
    id: str,
) -> tuple[str, ...]:
    return (
        kind,
        day,
        str(amount.amount),
        amount.currency,
        category,
        payee or "",
        description or "",
        id,
    )
