"""Everything the user keeps, written as changes that can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from pam_core.storage.expenses import (
    find_expenses,
    keep_expenses,
    known_bank_ids,
    take_back_expenses,
)
from pam_core.storage.file import DatabaseFile
from pam_core.storage.records import find_records, keep_record, take_back_records
from pam_core.storage.text import clean
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.kept import Change, K, Kept
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.period import Period

if TYPE_CHECKING:
    from sqlite_utils import Database


class SqliteMemory:
    """The `Memory` port on a database file."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    async def keep(self, things: Sequence[Kept], *, what: str = "", by: str = "") -> None:
        """Keep revisions, all or none; with `what` they are a change that `undo` takes back.

        `by` is the language model's call that the change came from.
        """
        if things:
            await self._file.write(lambda database: keep_things(database, things, what, by))

    async def find(
        self,
        kind: type[K],
        *,
        where: Mapping[str, Any] | None = None,
        period: Period | None = None,
        limit: int = 1000,
    ) -> Sequence[K]:
        """Latest revisions that stand, the last made first."""
        if kind is Expense:
            found = await self._file.read(
                lambda database: find_expenses(database, where or {}, period, limit)
            )
            return cast(Sequence[K], found)
        return await self._file.read(
            lambda database: find_records(database, kind, where or {}, period, limit)
        )

    async def one(self, kind: type[K], id: str) -> K | None:
        """The latest revision of one thing."""
        found = await self.find(kind, where={"id": id}, limit=1)
        return found[0] if found else None

    async def last_change(self) -> Change | None:
        """The latest change that was not undone yet."""

        def read(database: "Database") -> Change | None:
            rows = list(
                database.table("changes").rows_where(
                    "undone_at IS NULL", order_by="number desc", limit=1
                )
            )
            return _change(rows[0]) if rows else None

        return await self._file.read(read)

    async def undo(self, change: Change, at: datetime) -> None:
        """Put everything the change touched back as it was before, by further revisions."""

        def take_back(database: "Database") -> None:
            done = database.execute(
                "UPDATE changes SET undone_at = ? WHERE number = ? AND undone_at IS NULL",
                [at.isoformat(), change.number],
            )
            if not done.rowcount:
                # Undone a moment ago, by another window perhaps: once is enough.
                return
            take_back_expenses(database, change.number, at)
            take_back_records(database, change.number, at)

        await self._file.write(take_back)


def keep_things(database: "Database", things: Sequence[Kept], what: str = "", by: str = "") -> None:
    """Write revisions, and the change they are, within a transaction. Raises PamError."""
    new = [thing for thing in things if not _is_kept(database, thing)]
    if not new:
        return
    _check_bank_ids(database, new)
    change = _begun(database, what, by, new[0].created_at) if what else None
    keep_expenses(database, [thing for thing in new if isinstance(thing, Expense)], change)
    for thing in new:
        if not isinstance(thing, Expense):
            keep_record(database, thing, change)


def _is_kept(database: "Database", thing: Kept) -> bool:
    """Whether this very revision is there; a later one, or another of its number, is trouble."""
    table = "expenses" if isinstance(thing, Expense) else "records"
    row = database.execute(
        f"SELECT revision, created_at FROM {table} WHERE id = ? AND latest", [thing.id]
    ).fetchone()
    if row is None or row[0] < thing.revision:
        return False
    if row == (thing.revision, thing.created_at.isoformat()):
        return True
    earlier = database.execute(
        f"SELECT 1 FROM {table} WHERE id = ? AND revision = ? AND created_at = ?",
        [thing.id, thing.revision, thing.created_at.isoformat()],
    ).fetchone()
    if earlier:
        return True
    raise _outdated()


def _check_bank_ids(database: "Database", new: Sequence[Kept]) -> None:
    """A row of a bank's is kept once, though two programs read its statement at the same time."""
    rows = {getattr(thing, "bank_id", None) for thing in new if thing.revision == 1} - {None}
    if rows and not rows.isdisjoint(known_bank_ids(database)):
        raise _outdated()


def _outdated() -> PamError:
    return PamError(
        "storage.outdated",
        "That was changed in the meantime.",
        mend="Look at it again and say what you want.",
        fault=Fault.USER,
    )


def _begun(database: "Database", what: str, by: str, made_at: datetime) -> int:
    cursor = database.execute(
        "INSERT INTO changes (what, made_at, asked_by) VALUES (?, ?, ?)",
        [clean(what), made_at.isoformat(), clean(by) or None],
    )
    return int(cursor.lastrowid or 0)


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        number=row["number"],
        what=row["what"],
        made_at=datetime.fromisoformat(row["made_at"]),
    )
