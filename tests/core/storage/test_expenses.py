"""The ledger: exact sums, revisions instead of changes."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from tests.core.storage.examples import expense


@pytest.fixture
def ledger(file: DatabaseFile) -> SqliteLedger:
    return SqliteLedger(file)


@pytest.fixture
def memory(file: DatabaseFile) -> SqliteMemory:
    return SqliteMemory(file)


async def test_comes_back_whole(ledger: SqliteLedger, memory: SqliteMemory) -> None:
    """An expense comes back as it was given."""
    given = expense(merchant="Love's", description='fry "bread"; --', category="dining")
    await memory.keep([given])
    assert await ledger.expenses() == [given]


async def test_last_made_first(ledger: SqliteLedger, memory: SqliteMemory) -> None:
    """The last one made is the first in the list, whatever day it was for."""
    await memory.keep([expense(1, spent_on=date(2026, 11, 23))])
    await memory.keep([expense(2, spent_on=date(2026, 11, 1))])
    assert [kept.amount.minor for kept in await ledger.expenses(limit=1)] == [2]


async def test_totals(ledger: SqliteLedger, memory: SqliteMemory) -> None:
    """Sums are by category, merchant (in any case) and period, both ends included."""
    await memory.keep(
        [
            expense(100, merchant="Love's", spent_on=date(2026, 11, 1)),
            expense(20, merchant="Pilot", spent_on=date(2026, 11, 30)),
            expense(3, category="dining", merchant="LOVE'S", spent_on=date(2026, 12, 1)),
        ]
    )
    november = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))
    assert await ledger.total_spent() == [Money(minor=123)]
    assert await ledger.total_spent(category="fuel") == [Money(minor=120)]
    assert await ledger.total_spent(merchant="love's") == [Money(minor=103)]
    assert await ledger.total_spent(period=november) == [Money(minor=120)]
    assert await ledger.total_spent(category="tolls") == []


async def test_currencies_apart(ledger: SqliteLedger, memory: SqliteMemory) -> None:
    """Currencies are never added to each other."""
    await memory.keep([expense(100), expense(5, currency="CAD"), expense(1)])
    assert await ledger.total_spent() == [Money(minor=101), Money(minor=5, currency="CAD")]


async def test_revision(ledger: SqliteLedger, memory: SqliteMemory) -> None:
    """A correction is a new revision: it counts instead of the old one, which is still there."""
    first = expense(4500)
    await memory.keep([first])
    await memory.keep([expense(5000, id=first.id, revision=2)])
    assert await ledger.total_spent() == [Money(minor=5000)]
    assert [kept.revision for kept in await ledger.expenses()] == [2]


async def test_taken_back(ledger: SqliteLedger, memory: SqliteMemory, file: DatabaseFile) -> None:
    """A deleted expense counts no more; nothing is overwritten on the way."""
    first = expense(4500)
    await memory.keep([first])
    await memory.keep([expense(4500, id=first.id, revision=2, deleted=True)])
    assert (await ledger.expenses(), await ledger.total_spent()) == ([], [])
    assert await file.read(lambda database: database.table("expenses").count) == 2


async def test_same_twice(ledger: SqliteLedger, memory: SqliteMemory) -> None:
    """The same revision twice is kept once."""
    once = expense(4500)
    await memory.keep([once])
    await memory.keep([once])
    assert await ledger.total_spent() == [Money(minor=4500)]


async def test_never_overwritten(
    ledger: SqliteLedger, memory: SqliteMemory, file: DatabaseFile
) -> None:
    """The file itself refuses to change an expense in place."""
    await memory.keep([expense(4500)])
    with pytest.raises(PamError):
        await file.write(lambda database: database.execute("UPDATE expenses SET amount_minor = 1"))
    assert await ledger.total_spent() == [Money(minor=4500)]


async def test_last_category(ledger: SqliteLedger, memory: SqliteMemory) -> None:
    """What a merchant was last used for is known; a stranger is not."""
    await memory.keep([expense(merchant="Walmart", category="groceries")])
    await memory.keep([expense(merchant="Walmart", category="supplies")])
    assert await ledger.last_category("walmart") == "supplies"
    assert await ledger.last_category("Target") is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=60))
async def test_sums_are_exact(tmp_path_factory: pytest.TempPathFactory, minors: list[int]) -> None:
    """A sum is right to the cent, however large the parts."""
    path: Path = tmp_path_factory.mktemp("sums") / "pam.db"
    file = DatabaseFile(path)
    ledger, memory = SqliteLedger(file), SqliteMemory(file)
    await memory.keep([expense(minor) for minor in minors])
    assert await ledger.total_spent() == [Money(minor=sum(minors))]
    await file.close()


@pytest.mark.parametrize(
    ("said", "minor"),
    [
        ("loves", 111),
        ("Love’s", 111),
        ("love's travel stop", 10),
        ("7 eleven", 1_000),
        ("heb", 20_000),
        ("H.E.B.", 20_000),
        ("lov", None),
        ("shell", None),
        ("'; --", None),
        ("%", None),
        ("", None),
    ],
)
async def test_a_shop_by_any_of_its_spellings(
    ledger: SqliteLedger, memory: SqliteMemory, said: str, minor: int | None
) -> None:
    """A shop is known however it was heard or the bank writes it, and no other one for it."""
    await memory.keep(
        [
            expense(1, merchant="Love's"),
            expense(10, merchant="LOVE'S TRAVEL STOP #0332 MOAB UT"),
            expense(100, merchant="loves"),
            expense(1_000, merchant="7-ELEVEN 3321"),
            expense(20_000, merchant="H-E-B"),
            expense(300_000, merchant="Shelly's Diner"),
            expense(4_000_000),
        ]
    )
    total = [] if minor is None else [Money(minor=minor)]
    assert await ledger.total_spent(merchant=said) == total
    assert sum(one.amount.minor for one in await ledger.expenses(merchant=said)) == (minor or 0)
