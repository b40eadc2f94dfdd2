"""A statement becomes expenses and income, once."""

import io
from collections.abc import Set
from datetime import date
from pathlib import Path

import pytest

from pam_core.interchange.ledger.bringing_in import BroughtIn, bring_in
from pam_core.interchange.ledger.categories import KnownShops
from pam_core.interchange.ledger.csv_export import ledger_rows, write_file, write_rows
from pam_core.interchange.ledger.csv_statement import read_csv
from pam_core.interchange.ledger.reading import read_statement
from pam_core.interchange.ledger.rows import Statement, Wanted
from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.income import Income
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from tests.core.interchange.ledger.ofx import ofx, transaction
from tests.core.language.said_sentences import NOW

TEXT = (
    "Date,Description,Amount\n"
    "2026-11-21,SAFEWAY 123,-12.00\n"
    "2026-11-20,LOVES TRAVEL STOP #0332 MOAB UT,-45.10\n"
    "2026-11-13,CAMP HOSTING PAYROLL,1800.00\n"
)


class Home:
    """A ledger and a memory on a database file."""

    def __init__(self, folder: Path) -> None:
        self.file = DatabaseFile(folder / "pam.db")
        self.memory = SqliteMemory(self.file)
        self.ledger = SqliteLedger(self.file)

    async def bring(self, statement: Statement) -> BroughtIn:
        return await bring_in(
            statement,
            name="june.csv",
            memory=self.memory,
            ledger=self.ledger,
            categories={"fuel": "fuel", "gas": "fuel", "groceries": "groceries"},
            now=NOW,
        )

    async def bring_text(self, text: str) -> BroughtIn:
        return await self.bring(read_csv(text, Wanted()))

    async def undo(self) -> str:
        change = await self.memory.last_change()
        assert change is not None
        await self.memory.undo(change, NOW)
        return change.what

    async def exported(self) -> str:
        out = io.StringIO(newline="")
        write_rows(await ledger_rows(self.memory, self.ledger), out)
        return out.getvalue()


@pytest.fixture
async def home(tmp_path: Path):  # noqa: ANN201
    home = Home(tmp_path)
    await home.file.open()
    yield home
    await home.file.close()


async def test_expenses_and_income(home: Home) -> None:
    """What was spent becomes expenses, what came in income; the latest is the last."""
    assert await home.bring_text(TEXT) == BroughtIn(expenses=2, incomes=1, known=0)
    (latest, earlier) = await home.ledger.expenses()
    assert (latest.amount, latest.spent_on) == (Money(minor=1200), date(2026, 11, 21))
    assert (earlier.merchant, earlier.category) == ("LOVES TRAVEL STOP #0332 MOAB UT", "other")
    (income,) = await home.memory.find(Income)
    assert (income.amount, income.source) == (Money(minor=180000), "CAMP HOSTING PAYROLL")


async def test_twice_adds_nothing(home: Home) -> None:
    """A statement read again, or one that overlaps, adds only what is new."""
    await home.bring_text(TEXT)
    assert await home.bring_text(TEXT) == BroughtIn(expenses=0, incomes=0, known=3)
    more = TEXT + "2026-11-22,COFFEE,-4.50\n"
    assert await home.bring_text(more) == BroughtIn(expenses=1, incomes=0, known=3)


async def test_ofx_twice_adds_nothing(home: Home, tmp_path: Path) -> None:
    """The bank's own ids tell transactions again; another account's are others."""
    path = tmp_path / "download.csv"
    path.write_bytes(ofx(transaction("1"), transaction("1"), transaction("2")))
    statement = read_statement(path, Wanted())
    assert await home.bring(statement) == BroughtIn(expenses=2, incomes=0, known=1)
    assert await home.bring(statement) == BroughtIn(expenses=0, incomes=0, known=3)
    path.write_bytes(ofx(transaction("1"), account="other"))
    assert (await home.bring(read_statement(path, Wanted()))).expenses == 1


async def test_it_is_one_change(home: Home) -> None:
    """Undo takes all of a statement back; it may then come in again."""
    await home.bring_text(TEXT)
    assert await home.undo() == "the 3 rows from june.csv"
    assert not await home.ledger.expenses()
    assert not await home.memory.find(Income)
    assert await home.bring_text(TEXT) == BroughtIn(expenses=2, incomes=1, known=0)


async def test_what_was_deleted_or_corrected_stays_so(home: Home) -> None:
    """What the user deleted does not come back, what they corrected is not added again."""
    await home.bring_text(TEXT)
    latest, earlier = await home.ledger.expenses()
    await home.memory.keep([removed(latest, NOW)], what="the deletion")
    await home.memory.keep([revised(earlier, NOW, category="fuel")], what="the change")
    assert await home.bring_text(TEXT) == BroughtIn(expenses=0, incomes=0, known=3)
    (standing,) = await home.ledger.expenses()
    assert standing.category == "fuel"


async def test_the_category_is_the_users_own(home: Home) -> None:
    """A shop the user knows gets the category they last gave it, however the bank writes it."""
    await home.memory.keep(
        [
            Expense(
                id=new_id(NOW),
                created_at=NOW,
                amount=Money(minor=100),
                category="fuel",
                spent_on=NOW.date(),
                merchant="Love's",
            )
        ]
    )
    await home.bring_text(TEXT)
    found = await home.ledger.expenses(category="fuel")
    assert {one.merchant for one in found} == {"Love's", "LOVES TRAVEL STOP #0332 MOAB UT"}


async def test_the_files_own_category(home: Home) -> None:
    """A category of PAM's in the file is taken, by any of its names; none is made up."""
    await home.bring_text(
        "Date,Payee,Amount,Category\n2026-11-20,A,-1.00,Fuel\n2026-11-20,B,-1.00,Auto & Home\n"
        "2026-11-20,C,-1.00,Gas\n"
    )
    assert {one.merchant: one.category for one in await home.ledger.expenses()} == {
        "A": "fuel",
        "B": "other",
        "C": "fuel",
    }


async def test_an_export_comes_back_the_same(home: Home, tmp_path: Path) -> None:
    """What was written out makes the same ledger elsewhere, and adds nothing at home."""
    await home.bring_text(TEXT)
    await home.memory.keep(
        [
            Expense(
                id=new_id(NOW),
                created_at=NOW,
                amount=Money(minor=500, currency="CAD"),
                category="fuel",
                spent_on=NOW.date(),
                description="said by voice, in Canada",
            )
        ],
        what="5 dollars",
    )
    written = await home.exported()
    assert await home.bring_text(written) == BroughtIn(expenses=0, incomes=0, known=4)
    (tmp_path / "elsewhere").mkdir()
    elsewhere = Home(tmp_path / "elsewhere")
    await elsewhere.file.open()
    assert await elsewhere.bring_text(written) == BroughtIn(expenses=3, incomes=1, known=0)
    assert await elsewhere.exported() == written
    await elsewhere.file.close()


async def test_a_file_that_cannot_be_written(home: Home, tmp_path: Path) -> None:
    """A sentence says so, and nothing half-written is left."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(PamError) as trouble:
        write_file([("a",)], tmp_path / "taken")
    assert trouble.value.code == "ledger.not_written"
    assert not list(tmp_path.glob("*.unfinished"))


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "ledger.empty"), (b"  \n", "ledger.empty"), (None, "ledger.file")]
)
def test_files_with_nothing(tmp_path: Path, content: bytes | None, code: str) -> None:
    """An empty file and one that is not there are each told in a sentence."""
    path = tmp_path / "statement.csv"
    path.write_bytes(content or b"")
    path = path if content is not None else tmp_path / "none.csv"
    with pytest.raises(PamError) as trouble:
        read_statement(path, Wanted())
    assert trouble.value.code == code


def test_known_shops_are_whole_words() -> None:
    """A short or cut name is no shop the user knows."""
    expense = Expense(
        id="1",
        created_at=NOW,
        amount=Money(minor=1),
        category="groceries",
        spent_on=NOW.date(),
        merchant="Sam",
    )
    shops = KnownShops([expense])
    assert shops.category("SAM'S CLUB") == "other"
    assert shops.category("SAM AUTO PARTS") == "other"
    assert shops.category("sam") == "groceries"


class Behind(SqliteLedger):
    """A ledger looked at for the first time just before another program wrote to it."""

    looked = False

    async def bank_ids(self) -> Set[str]:
        known = await super().bank_ids() if self.looked else set()
        self.looked = True
        return known


async def test_two_imports_at_once(home: Home) -> None:
    """Of two programs that read the same statement at the same time one brings it in."""
    await home.bring_text(TEXT)
    home.ledger = Behind(home.file)
    again = await home.bring_text(f"{TEXT}2026-11-22,SHELL,-30.00\n")
    assert again == BroughtIn(expenses=1, incomes=0, known=3)
    assert len(await home.ledger.expenses()) == 3
    assert await home.undo() == "the row from june.csv"
