"""Expenses with their revisions, and exact sums over those that stand."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage.chats import clean
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period

if TYPE_CHECKING:
    from sqlite_utils import Database

_KEEP = """
INSERT INTO expenses (id, revision, amount_minor, currency, category, merchant, description,
                      spent_on, created_at, deleted)
VALUES (:id, :revision, :amount_minor, :currency, :category, :merchant, :description,
        :spent_on, :created_at, :deleted)
ON CONFLICT (id, revision) DO NOTHING
"""


class SqliteLedger:
    """The `Ledger` port on a database file."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    async def add_expense(self, expense: Expense) -> None:
        """Keep a revision; returns once it survives a power cut."""
        await self.add_expenses([expense])

    async def add_expenses(self, expenses: Sequence[Expense]) -> None:
        """Keep many, all or none."""
        await self._file.write(lambda database: keep_expenses(database, expenses))

    async def expenses(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
        limit: int = 100,
    ) -> Sequence[Expense]:
        """Latest revisions that stand, the last made first."""
        where, values = _where(category, merchant, period)

        def read(database: "Database") -> list[Expense]:
            rows = database.query(
                f"SELECT * FROM expenses WHERE {where} ORDER BY number DESC LIMIT :limit",
                {**values, "limit": limit},
            )
            return [_expense(row) for row in rows]

        return await self._file.read(read)

    async def total_spent(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
    ) -> Sequence[Money]:
        """Exact sums, one for each currency, the largest first."""
        where, values = _where(category, merchant, period)

        def read(database: "Database") -> list[Money]:
            rows = database.query(
                f"SELECT currency, sum(amount_minor) AS total FROM expenses WHERE {where}"
                " GROUP BY currency ORDER BY total DESC",
                values,
            )
            return [Money(minor=row["total"], currency=row["currency"]) for row in rows]

        return await self._file.read(read)

    async def last_category(self, merchant: str) -> str | None:
        """The category last used at a merchant."""
        found = await self.expenses(merchant=merchant, limit=1)
        return found[0].category if found else None


def keep_expenses(database: "Database", expenses: Sequence[Expense]) -> None:
    """Write revisions within a transaction."""
    database.conn.executemany(_KEEP, [_row(expense) for expense in expenses])


def _where(
    category: str | None, merchant: str | None, period: Period | None
) -> tuple[str, dict[str, Any]]:
    conditions, values = ["latest AND NOT deleted"], dict[str, Any]()
    if category is not None:
        conditions.append("category = :category")
        values["category"] = category
    if merchant is not None:
        conditions.append("merchant = :merchant COLLATE NOCASE")
        values["merchant"] = clean(merchant)
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
    )
