"""What is kept: things of any kind as revisions, changes that can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

import pytest

from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Kept, removed, revised
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.place import Point, Sighting
from tests.core.storage.examples import expense

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cat(Kept):
    KIND: ClassVar[str] = "cat"

    name: str
    born: date | None = None
    cost: Money | None = None
    weight: Decimal = Decimal("4.10")
    toys: tuple[str, ...] = ()
    fed_at: Mapping[str, datetime] | None = None

    def day(self) -> date | None:
        return self.born


def cat(name: str = "Tom", **fields: object) -> Cat:
    return replace(Cat(id=new_id(NOW), created_at=NOW, name=name), **fields)  # type: ignore[arg-type]


@pytest.fixture
def memory(file: DatabaseFile) -> SqliteMemory:
    return SqliteMemory(file)


async def test_comes_back_whole(memory: SqliteMemory) -> None:
    """Every field of a thing comes back with its type: money, days, moments, decimals."""
    full = cat(
        "Ünal 🐈",
        born=date(2024, 2, 29),
        cost=Money(minor=4550),
        toys=("ball", "mouse"),
        fed_at={"today": NOW},
    )
    await memory.keep([full])
    assert await memory.find(Cat) == [full]
    assert await memory.one(Cat, full.id) == full


async def test_nested_values(memory: SqliteMemory) -> None:
    """A thing may hold other values, such as a point."""
    seen = Sighting(
        id=new_id(NOW),
        created_at=NOW,
        place="Moab",
        point=Point(latitude=38.57, longitude=-109.55),
        seen_at=NOW,
    )
    await memory.keep([seen])
    assert await memory.find(Sighting) == [seen]


async def test_last_made_first(memory: SqliteMemory) -> None:
    """The last made comes first, and only as many as asked for."""
    await memory.keep([cat("a"), cat("b"), cat("c")])
    assert [each.name for each in await memory.find(Cat, limit=2)] == ["c", "b"]


async def test_where(memory: SqliteMemory) -> None:
    """Fields are compared exactly, text without regard to case."""
    await memory.keep([cat("Tom", born=date(2024, 1, 1)), cat("Kit")])
    assert [each.name for each in await memory.find(Cat, where={"name": "tom"})] == ["Tom"]
    assert [each.name for each in await memory.find(Cat, where={"born": None})] == ["Kit"]


@pytest.mark.parametrize("name", ["Tom' OR 1=1 --", 'Tom"', "Tom\0", "\ud800"])
async def test_odd_text(memory: SqliteMemory, name: str) -> None:
    """Text is text, whatever it looks like."""
    await memory.keep([cat(name)])
    assert len(await memory.find(Cat)) == 1
    assert len(await memory.find(Cat, where={"name": name})) == 1


async def test_period(memory: SqliteMemory) -> None:
    """A period finds what belongs to a day in it, and what belongs to none."""
    await memory.keep(
        [
            cat("old", born=date(2020, 1, 1)),
            cat("new", born=date(2026, 1, 1)),
            cat("ageless"),
        ]
    )
    year = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert {each.name for each in await memory.find(Cat, period=year)} == {"new", "ageless"}


async def test_revision(memory: SqliteMemory) -> None:
    """A correction replaces what is found, and the earlier revision stays in the file."""
    first = cat()
    await memory.keep([first])
    await memory.keep([revised(first, LATER, name="Tim")])
    assert [each.name for each in await memory.find(Cat)] == ["Tim"]


async def test_twice_is_once(memory: SqliteMemory) -> None:
    """The same revision twice is kept once, and is one change."""
    first = cat()
    await memory.keep([first], what="the cat")
    await memory.keep([first], what="the cat")
    change = await memory.last_change()
    assert change is not None
    await memory.undo(change, LATER)
    assert (await memory.find(Cat), await memory.last_change()) == ([], None)


async def test_somebody_was_quicker(memory: SqliteMemory) -> None:
    """Two corrections of one revision: the second is refused, and nothing of it is kept."""
    first = cat()
    await memory.keep([first])
    await memory.keep([revised(first, LATER, name="Tim")])
    with pytest.raises(PamError) as caught:
        await memory.keep([cat("other"), revised(first, NOW, name="Jim")], what="both")
    assert caught.value.code == "storage.outdated"
    assert [each.name for each in await memory.find(Cat)] == ["Tim"]
    assert await memory.last_change() is None


async def test_undo_takes_back(memory: SqliteMemory) -> None:
    """Undoing what was new takes it back."""
    await memory.keep([cat()], what="the cat")
    change = await memory.last_change()
    assert change is not None and (change.what, change.made_at) == ("the cat", NOW)
    await memory.undo(change, LATER)
    assert await memory.find(Cat) == []


async def test_undo_puts_back(memory: SqliteMemory) -> None:
    """Undoing a correction brings back what was, undoing a removal the thing itself."""
    first = cat()
    await memory.keep([first])
    await memory.keep([revised(first, LATER, name="Tim", born=date(2024, 1, 1))], what="the name")
    await memory.keep([removed((await memory.find(Cat))[0], LATER)], what="the cat")
    assert await memory.find(Cat) == []
    for _ in range(2):
        change = await memory.last_change()
        assert change is not None
        await memory.undo(change, LATER)
    (back,) = await memory.find(Cat)
    assert (back.name, back.born, back.revision) == ("Tom", None, 5)


async def test_undo_is_whole(memory: SqliteMemory, file: DatabaseFile) -> None:
    """A change of several kinds is undone whole, expenses too; sums follow."""
    ledger, spent = SqliteLedger(file), expense(4500)
    await memory.keep([spent], what="45 dollars")
    await memory.keep([cat(), revised(spent, LATER, amount=Money(minor=5000))], what="both")
    assert [total.minor for total in await ledger.total_spent()] == [5000]
    change = await memory.last_change()
    assert change is not None
    await memory.undo(change, LATER)
    assert (await memory.find(Cat), [t.minor for t in await ledger.total_spent()]) == ([], [4500])
    change = await memory.last_change()
    assert change is not None
    await memory.undo(change, LATER)
    assert (await ledger.total_spent(), await memory.find(Expense)) == ([], [])


async def test_undo_once(memory: SqliteMemory) -> None:
    """The same change undone twice is undone once."""
    first = cat()
    await memory.keep([first], what="the cat")
    change = await memory.last_change()
    assert change is not None
    await memory.undo(change, LATER)
    await memory.undo(change, LATER)
    assert await memory.one(Cat, first.id) is None


async def test_marks_are_no_changes(memory: SqliteMemory) -> None:
    """What PAM keeps for itself is not what "undo" means; undoing goes past it."""
    first = cat()
    await memory.keep([first], what="the cat")
    await memory.keep([revised(first, LATER, toys=("ball",))])
    change = await memory.last_change()
    assert change is not None
    await memory.undo(change, LATER)
    assert await memory.find(Cat) == []


async def test_expenses_by_bank_id(memory: SqliteMemory) -> None:
    """An expense is found again by the bank's own name for it."""
    await memory.keep([expense(1), replace(expense(2), bank_id="ofx:1")])
    (found,) = await memory.find(Expense, where={"bank_id": "ofx:1"})
    assert found.amount == Money(minor=2)
