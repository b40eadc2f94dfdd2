"""The database file: made, checked, refused, never harmed."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.storage.migrations import STEPS
from pam_core.vocabulary.errors import Fault, PamError
from tests.core.storage.examples import expense


async def refused(path: Path) -> PamError:
    file = DatabaseFile(path)
    with pytest.raises(PamError) as caught:
        await file.open()
    await file.close()
    return caught.value


async def pragma(file: DatabaseFile, name: str) -> object:
    return await file.read(lambda database: database.execute(f"PRAGMA {name}").fetchone()[0])


async def test_made(file: DatabaseFile, path: Path) -> None:
    """Made with its folder; WAL, full sync, foreign keys, overwriting, a busy timeout are on."""
    await file.open()
    assert path.exists()
    assert await pragma(file, "journal_mode") == "wal"
    assert await pragma(file, "synchronous") == 2
    assert await pragma(file, "foreign_keys") == 1
    assert await pragma(file, "secure_delete") == 1
    assert await pragma(file, "busy_timeout") == 5000
    assert await pragma(file, "user_version") == len(STEPS)


async def test_one_thread(file: DatabaseFile) -> None:
    """All work is done by the one thread that owns the connection."""
    names = await asyncio.gather(
        *(file.read(lambda _: threading.current_thread().name) for _ in range(8))
    )
    assert set(names) == {"pam-storage_0"}


async def test_steps_once(path: Path) -> None:
    """A step is applied once, however often the file is opened."""
    for _ in range(3):
        file = DatabaseFile(path)
        rows = await file.read(
            lambda database: list(database.query("SELECT name FROM _sqlite_migrations"))
        )
        await file.close()
    assert [row["name"] for row in rows] == [step.__name__.rpartition(".")[2] for step in STEPS]


async def test_step_that_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that fails leaves nothing behind, and the next start does it whole."""
    step = STEPS[0]
    monkeypatch.setattr(step, "_TABLES", step._TABLES + "CREATE TABLE expenses (twice);\n")
    assert (await refused(path)).code == "storage.failed"
    monkeypatch.undo()
    file = DatabaseFile(path)
    await SqliteMemory(file).keep([expense()])
    await file.close()


@pytest.mark.parametrize("number", range(10))
async def test_several_at_once(path: Path, number: int) -> None:
    """Programs that start at the same moment on a new file all get it ready-made."""
    files = [DatabaseFile(path) for _ in range(4)]
    await asyncio.gather(*(file.open() for file in files))
    for file in files:
        await SqliteMemory(file).keep([expense()])
        assert await file.read(lambda database: database.table("expenses").count) >= 1
    await asyncio.gather(*(file.close() for file in files))


async def test_newer(path: Path) -> None:
    """A file of a newer PAM is refused and left byte for byte as it is."""
    file = DatabaseFile(path)
    await SqliteMemory(file).keep([expense()])
    await file.close()
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    newer.close()
    before = path.read_bytes()
    error = await refused(path)
    assert (error.code, error.fault) == ("storage.newer", Fault.USER)
    assert error.mend
    assert path.read_bytes() == before


async def test_foreign(path: Path) -> None:
    """Another program's database is refused and left as it is."""
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    other.close()
    before = path.read_bytes()
    assert (await refused(path)).code == "storage.foreign"
    assert path.read_bytes() == before


async def test_not_a_database(path: Path) -> None:
    """A file that is no database is named, and left as it is."""
    path.parent.mkdir()
    path.write_bytes(b"dear diary, " * 500)
    assert (await refused(path)).code == "storage.corrupt"
    assert path.read_bytes() == b"dear diary, " * 500


async def test_damaged_page(path: Path) -> None:
    """A broken page in the middle is noticed when the file is opened."""
    file = DatabaseFile(path)
    await SqliteMemory(file).keep([expense(minor) for minor in range(1, 2000)])
    await file.close()
    content = bytearray(path.read_bytes())
    content[8 * 4096 : 24 * 4096] = b"\xa5" * (16 * 4096)
    path.write_bytes(content)
    assert (await refused(path)).code == "storage.corrupt"
    assert path.read_bytes() == content


async def test_folder_that_cannot_be(tmp_path: Path) -> None:
    """A folder that cannot be made is named with the mend."""
    (tmp_path / "file").write_text("")
    error = await refused(tmp_path / "file" / "pam.db")
    assert error.code == "storage.unopenable"
    assert error.mend


async def test_is_a_folder(tmp_path: Path) -> None:
    """A folder where the file should be is named."""
    assert (await refused(tmp_path)).code == "storage.unopenable"


async def test_readonly(file: DatabaseFile) -> None:
    """What may not be written is said so, and what is there can still be read."""
    ledger, memory = SqliteLedger(file), SqliteMemory(file)
    await memory.keep([expense()])
    await file.read(lambda database: database.execute("PRAGMA query_only = 1"))
    with pytest.raises(PamError) as caught:
        await memory.keep([expense()])
    assert caught.value.code == "storage.readonly"
    assert len(await ledger.expenses()) == 1


async def test_full_disk(file: DatabaseFile) -> None:
    """A full disk loses nothing: what was kept stays, what was not is all gone, and later goes."""
    ledger, memory = SqliteLedger(file), SqliteMemory(file)
    await memory.keep([expense(1)])
    await file.read(_no_more_room)
    with pytest.raises(PamError) as caught:
        await memory.keep([expense(minor) for minor in range(2, 5000)])
    assert (caught.value.code, caught.value.fault) == ("storage.full", Fault.ENVIRONMENT)
    assert [kept.amount.minor for kept in await ledger.expenses()] == [1]
    await file.read(lambda database: database.execute("PRAGMA max_page_count = 1000000").fetchone())
    await memory.keep([expense(2)])
    assert len(await ledger.expenses()) == 2


def _no_more_room(database: object) -> None:
    execute = database.execute  # type: ignore[attr-defined]
    pages = execute("PRAGMA page_count").fetchone()[0]
    execute(f"PRAGMA max_page_count = {pages}").fetchone()


async def test_work_that_fails(file: DatabaseFile) -> None:
    """An error in the middle of a transaction takes the whole of it back."""
    ledger = SqliteLedger(file)

    def half(database: object) -> None:
        from pam_core.storage.expenses import keep_expenses

        keep_expenses(database, [expense()])  # type: ignore[arg-type]
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        await file.write(half)
    assert await ledger.expenses() == []


async def test_closed(path: Path) -> None:
    """After closing, work is refused; closing again is nothing."""
    file = DatabaseFile(path)
    await file.open()
    await file.close()
    await file.close()
    with pytest.raises(PamError) as caught:
        await file.open()
    assert caught.value.code == "storage.closed"
