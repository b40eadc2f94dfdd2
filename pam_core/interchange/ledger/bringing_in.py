"""A statement becomes expenses and income: what is new is one change, the rest is left alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pam_core.interchange.ledger.categories import OTHER, KnownShops
from pam_core.interchange.ledger.rows import Moved, Statement
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.income import Income
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.ledger import Expense, Ledger
from pam_core.vocabulary.money import Money

LOOK_BACK = 20_000
"""Among so many of the latest expenses a shop is looked for."""

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtIn:
    """How many expenses and incomes were new, and how many rows were there already."""

    expenses: int
    incomes: int
    known: int


async def bring_in(
    statement: Statement,
    *,
    name: str,
    memory: Memory,
    ledger: Ledger,
    categories: Mapping[str, str],
    now: datetime,
) -> BroughtIn:
    """Keep what is new, all or none; "undo" takes all of it back.

    `name` is the file's, for undoing it by name; `categories` are the words people use for PAM's
    categories ("gas": "fuel"). Raises PamError (`storage.…`).
    """
    given = (statement, name, memory, ledger, categories, now)
    try:
        return await _brought(*given)
    except PamError as error:
        if error.code != "storage.outdated":
            raise
        # Another program has just brought in rows of it: what it left is what is new.
        return await _brought(*given)


async def _brought(
    statement: Statement,
    name: str,
    memory: Memory,
    ledger: Ledger,
    categories: Mapping[str, str],
    now: datetime,
) -> BroughtIn:
    known = set(await ledger.bank_ids())
    new: list[Moved] = []
    for moved in statement.moved:
        if moved.bank_id not in known:
            known.add(moved.bank_id)
            new.append(moved)
    # The latest becomes the last: "change the last one" means that one.
    new.sort(key=lambda moved: moved.day)
    shops = KnownShops(await ledger.expenses(limit=LOOK_BACK))
    things = list(_things(new, shops, categories, now))
    expenses = sum(isinstance(thing, Expense) for thing in things)
    if things:
        await memory.keep(things, what=_named(len(things), name))
    return BroughtIn(
        expenses=expenses,
        incomes=len(things) - expenses,
        known=len(statement.moved) - len(things),
    )


def _named(rows: int, name: str) -> str:
    """As "undo" says it: "the 312 rows from june.csv"."""
    many = "the row" if rows == 1 else f"the {rows:,} rows"
    return f"{many} from {name[:_LONGEST_NAME]}"


def _things(
    new: Iterable[Moved], shops: KnownShops, categories: Mapping[str, str], now: datetime
) -> Iterable[Expense | Income]:
    for moved in new:
        amount = Money(minor=abs(moved.amount.minor), currency=moved.amount.currency)
        if moved.amount.minor > 0:
            yield Income(
                id=new_id(now),
                created_at=now,
                amount=amount,
                received_on=moved.day,
                source=moved.payee or None,
                description=moved.description or None,
                bank_id=moved.bank_id,
            )
        else:
            yield Expense(
                id=new_id(now),
                created_at=now,
                amount=amount,
                spent_on=moved.day,
                category=_category(moved, shops, categories),
                merchant=moved.payee or None,
                description=moved.description or None,
                bank_id=moved.bank_id,
            )


def _category(moved: Moved, shops: KnownShops, categories: Mapping[str, str]) -> str:
    """PAM's own name for it in the file, else as the user last had it, else the bank's word."""
    said = moved.category.casefold()
    meant = categories.get(said, OTHER)
    return said if meant == said else shops.category(moved.payee, otherwise=meant)
