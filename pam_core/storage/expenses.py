"""Expenses with their revisions, and exact sums over those that stand."""

import json
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage.file import DatabaseFile
from pam_core.storage.text import clean
from pam_core.vocabulary.ledger import Expense, is_shop, shop_words
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period

if TYPE_CHECKING:
    from sqlite_utils import Database

_KEEP = """
INSERT INTO expenses (id, revision, amount_minor, currency, category, merchant, description,
                      spent_on, created_at, deleted, bank_id, change)
VALUES (:id, :revision, :amount_minor, :currency, :category, :merchant, :description,
        :spent_on, :created_at, :deleted, :bank_id, :change)
ON CONFLICT (id, revision) DO NOTHING
"""

_TAKE_BACK = """
INSERT INTO expenses (id, revision, amount_minor, currency, category, merchant, description,
                      spent_on, created_at, deleted, bank_id)
SELECT touched.id, newest.revision + 1, source.amount_minor, source.currency, source.category,
       source.merchant, source.description, source.spent_on, :at,
       iif(touched.revision = 1, 1, source.deleted), source.bank_id
FROM expenses touched
JOIN expenses newest ON newest.id = touched.id AND newest.latest
JOIN expenses source ON source.id = touched.id
    AND source.revision = max(1, touched.revision - 1)
WHERE touched.change = :change
"""


# What was deleted belongs to a change; what an undo took back belongs to none.
_BANK_IDS = """
SELECT coalesce(bank_id, 'pam:' || id) FROM expenses
WHERE latest AND (NOT deleted OR change IS NOT NULL)
UNION ALL
SELECT coalesce(json_extract(fields, '$.bank_id'), 'pam:' || id) FROM records
WHERE kind = 'income' AND latest AND (NOT deleted OR change IS NOT NULL)
"""

_MERCHANTS = """
SELECT DISTINCT merchant COLLATE NOCASE FROM expenses
WHERE latest AND NOT deleted AND merchant LIKE ?
"""

_SEARCHED = frozenset(("id", "category", "merchant", "bank_id"))


class SqliteLedger:
    """The `Ledger` port on a database file."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    async def expenses(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
        limit: int = 100,
    ) -> Sequence[Expense]:
        """Latest revisions that stand, the last made first."""
        return await self._file.read(
            lambda database: find_expenses(
                database, _asked(database, category, merchant), period, limit
            )
        )

    async def total_spent(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
    ) -> Sequence[Money]:
        """Exact sums, one for each currency, the largest first."""

        def read(database: "Database") -> list[Money]:
            where, values = _where(_asked(database, category, merchant), period)
            rows = database.query(
                f"SELECT currency, sum(amount_minor) AS total FROM expenses WHERE {where}"
                " GROUP BY currency ORDER BY total DESC",
                values,
            )
            return [Money(minor=row["total"], currency=row["currency"]) for row in rows]

        return await self._file.read(read)

    async def totals_by_category(self, period: Period) -> Sequence[tuple[str, Money]]:
        """Exact sums of each category and currency in a period, the largest first."""
        where, values = _where({}, period)

        def read(database: "Database") -> list[tuple[str, Money]]:
            rows = database.query(
                # In the order of this index nothing need be sorted; the planner would go by day.
                "SELECT category, currency, sum(amount_minor) AS total"
                f" FROM expenses INDEXED BY expenses_by_category WHERE {where}"
                " GROUP BY category, currency ORDER BY total DESC, category",
                values,
            )
            return [
                (row["category"], Money(minor=row["total"], currency=row["currency"]))
                for row in rows
            ]

        return await self._file.read(read)

    async def bank_ids(self) -> Set[str]:
        """By what a statement's rows are known again."""
        return await self._file.read(known_bank_ids)

    async def last_category(self, merchant: str) -> str | None:
        """The category last used at a merchant."""
        found = await self.expenses(merchant=merchant, limit=1)
        return found[0].category if found else None


def known_bank_ids(database: "Database") -> set[str]:
    """By what a statement's rows are known again, as the `Ledger` port has it."""
    return {row[0] for row in database.execute(_BANK_IDS).fetchall()}


def keep_expenses(
    database: "Database", expenses: Sequence[Expense], change: int | None = None
) -> None:
    """Write revisions within a transaction."""
    database.conn.executemany(_KEEP, [{**_row(one), "change": change} for one in expenses])


def take_back_expenses(database: "Database", change: int, at: datetime) -> None:
    """Put each expense a change touched back as it was, within a transaction."""
    database.execute(_TAKE_BACK, {"change": change, "at": at.isoformat()})


def find_expenses(
    database: "Database", where: Mapping[str, Any], period: Period | None, limit: int
) -> Sequence[Expense]:
    """Latest revisions that stand, the last made first; `where` as the `Memory` port has it."""
    conditions, values = _where(where, period)
    rows = database.query(
        f"SELECT * FROM expenses WHERE {conditions} ORDER BY number DESC LIMIT :limit",
        {**values, "limit": limit},
    )
    return [_expense(row) for row in rows]


def _asked(database: "Database", category: str | None, merchant: str | None) -> dict[str, Any]:
    asked: dict[str, Any] = {} if category is None else {"category": category}
    return asked if merchant is None else {**asked, "merchant": _shops(database, merchant)}


def _shops(database: "Database", said: str) -> tuple[str, ...]:
    """The merchants that are the shop said, as they are written in the ledger."""
    beginning = next((letter for word in shop_words(said) for letter in word), "")
    # Names are gone through by the letter they begin with: a bank may have written thousands.
    rows = database.execute(_MERCHANTS, [f"{beginning}%"]).fetchall()
    return tuple(row[0] for row in rows if is_shop(row[0], said))


def _where(where: Mapping[str, Any], period: Period | None) -> tuple[str, dict[str, Any]]:
    conditions, values = ["latest AND NOT deleted"], dict[str, Any]()
    for name, value in where.items():
        if name not in _SEARCHED:
            raise ValueError(f"expenses are not looked up by {name!r}")
        if isinstance(value, tuple):
            conditions.append(f"{name} COLLATE NOCASE IN (SELECT value FROM json_each(:{name}))")
            values[name] = json.dumps(value)
            continue
        caseless = " COLLATE NOCASE" if name == "merchant" else ""
        conditions.append(f"{name} = :{name}{caseless}")
        values[name] = clean(value)
    if period is not None:
        conditions.append("spent_on BETWEEN :first AND :last")
        values |= {"first": period.first.isoformat(), "last": period.last.isoformat()}
    return " AND ".join(conditions), values


def _row(expense: Expense) -> dict[str, Any]:
    return {
        "id": expense.id,
        "revision": expense.revision,
        "amount_minor": expense.amount.minor,
        "currency": expense.amount.currency,
        "category": expense.category,
        "merchant": None if expense.merchant is None else clean(expense.merchant),
        "description": None if expense.description is None else clean(expense.description),
        "spent_on": expense.spent_on.isoformat(),
        "created_at": expense.created_at.isoformat(),
        "deleted": expense.deleted,
        "bank_id": expense.bank_id,
    }


def _expense(row: dict[str, Any]) -> Expense:
    return Expense(
        id=row["id"],
        revision=row["revision"],
        amount=Money(minor=row["amount_minor"], currency=row["currency"]),
        category=row["category"],
        merchant=row["merchant"],
        description=row["description"],
        spent_on=date.fromisoformat(row["spent_on"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        deleted=bool(row["deleted"]),
        bank_id=row["bank_id"],
    )
