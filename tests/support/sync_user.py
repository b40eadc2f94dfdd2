"""A user who acts at random on a real database, and a journal of what they were told is kept."""

import json
import os
import random
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.storage.sync import SqliteSync
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Kept, removed, revised
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.list_item import ListItem
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.ports import Clock

if TYPE_CHECKING:
    from sqlite_utils import Database

NEAR = 12
"""Edits are of the last few things, so that two desktops meet at the same ones."""
OUTDATED = "storage.outdated"
_HERE = "SELECT fields, deleted FROM things_here WHERE thing_id = ? AND latest"
_CHANGED = """
SELECT 'expense', id FROM expenses WHERE change = :change
UNION SELECT kind, id FROM records WHERE change = :change
"""


class Journal:
    """Lines on the disk before `write` returns: what outlives a kill -9.

    Each act has two: what is about to be done, and, once the database has said that it is kept,
    that it was.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, **line: Any) -> None:
        """Append a line."""
        os.write(self._file, json.dumps(line).encode() + b"\n")
        os.fsync(self._file)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._file)


def tag_of(fields: Mapping[str, Any] | None) -> str | None:
    """By what a version of a thing is known again; None of one that was deleted."""
    if fields is None:
        return None
    return str(fields.get("description") or fields.get("item"))


class RandomUser:
    """Logs and edits expenses, puts things on a list, deletes, undoes, decides conflicts."""

    def __init__(
        self, file: DatabaseFile, journal: Journal, clock: Clock, chance: random.Random
    ) -> None:
        self._file = file
        self._memory = SqliteMemory(file)
        self._store = SqliteSync(file)
        self._journal = journal
        self._clock = clock
        self._chance = chance

    async def act(self) -> None:
        """Do one thing. Raises PamError where it was not done and the user was told so."""
        acts = {
            self._spend: 8,
            self._list: 4,
            self._edit: 8,
            self._delete: 2,
            self._undo: 2,
            self._decide: 3,
        }
        (act,) = self._chance.choices(list(acts), list(acts.values()))
        try:
            await act()
        except PamError as error:
            # Somebody else was quicker; the user was told, so nothing is owed.
            if error.code != OUTDATED:
                raise

    async def _spend(self) -> None:
        now, tag = self._clock.now(), secrets.token_hex(8)
        amount = Money(minor=self._chance.randrange(1, 100_000))
        expense = Expense(
            id=new_id(now),
            created_at=now,
            amount=amount,
            category=self._chance.choice(["fuel", "groceries", "camping"]),
            spent_on=now.date(),
            description=tag,
        )
        await self._keep(expense, tag)

    async def _list(self) -> None:
        now, tag = self._clock.now(), secrets.token_hex(8)
        await self._keep(ListItem(id=new_id(now), created_at=now, item=tag, list="shopping"), tag)

    async def _edit(self) -> None:
        thing = await self._some()
        tag = secrets.token_hex(8)
        if isinstance(thing, Expense):
            amount = Money(minor=self._chance.randrange(1, 100_000))
            new = revised(thing, self._clock.now(), amount=amount, description=tag)
            await self._keep(new, tag)
        elif thing is not None:
            await self._keep(revised(thing, self._clock.now(), item=tag), tag)

    async def _delete(self) -> None:
        thing = await self._some()
        if thing is not None:
            await self._keep(removed(thing, self._clock.now()), None)

    async def _some(self) -> Kept | None:
        kind: type[Kept] = self._chance.choice([Expense, Expense, ListItem])
        found = await self._memory.find(kind, limit=NEAR)
        return self._chance.choice(found) if found else None

    async def _keep(self, thing: Kept, tag: str | None) -> None:
        act = self._about_to("keep", things=[[thing.KIND, thing.id]], tag=tag)
        await self._memory.keep([thing], what=f"one {thing.KIND}")
        self._journal.write(done=act, stands=[[thing.KIND, thing.id, tag]])

    async def _undo(self) -> None:
        change = await self._memory.last_change()
        if change is None:
            return

        def touched(database: "Database") -> list[list[str]]:
            rows = database.execute(_CHANGED, {"change": change.number})
            return [list(row) for row in rows.fetchall()]

        things = await self._file.read(touched)
        act = self._about_to("undo", things=things)
        await self._memory.undo(change, self._clock.now())
        stands = [[kind, id, await self._tag_here(id)] for kind, id in things]
        self._journal.write(done=act, stands=stands)

    async def _decide(self) -> None:
        found = await self._store.conflicts()
        if not found:
            return
        conflict, mine = self._chance.choice(found), self._chance.random() < 0.5
        thing, tag = [conflict.entity, conflict.thing_id], tag_of(conflict.mine)
        act = self._about_to("decide", things=[thing], tag=tag, mine=mine)
        await self._store.decide(conflict.id, mine=mine, at=self._clock.now())
        self._journal.write(done=act, stands=[[*thing, tag]] if mine else [])

    def _about_to(self, verb: str, **what: Any) -> str:
        act = secrets.token_hex(8)
        at: datetime = self._clock.now()
        self._journal.write(act=act, verb=verb, at=at.isoformat(), **what)
        return act

    async def _tag_here(self, id: str) -> str | None:
        def read(database: "Database") -> str | None:
            row = database.execute(_HERE, [id]).fetchone()
            return None if row is None or row[1] else tag_of(json.loads(row[0]))

        return await self._file.read(read)
