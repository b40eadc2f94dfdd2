"""All that is kept, as a whole: for export, for forgetting, for erasing without a trace."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage.audit import USES
from pam_core.storage.chats import turn_shown
from pam_core.storage.erasure import erase_all, forget_turn
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.archive import Exchange
from pam_core.vocabulary.kept import Revision
from pam_core.vocabulary.money import Money

if TYPE_CHECKING:
    from sqlite_utils import Database

FORGETTING = "privacy.forget_last"
"""The action of turns that are about forgetting a turn: they never count as the last one."""

_LAST = """
SELECT turn_id, said_at FROM turns WHERE action IS NOT :forgetting ORDER BY number DESC LIMIT 1
"""
_COUNTS = """
SELECT 'expense' AS kind, count(*) AS many FROM expenses WHERE latest AND NOT deleted
UNION ALL SELECT kind, count(*) FROM records WHERE latest AND NOT deleted GROUP BY kind
UNION ALL SELECT 'chat', count(*) FROM turns
UNION ALL SELECT 'kept_answer', count(*) FROM answers
UNION ALL SELECT 'tool_call', count(*) FROM tool_calls
UNION ALL SELECT 'model_call', count(*) FROM model_calls
UNION ALL SELECT 'conflict', count(*) FROM conflicts
"""
_OF_MODELS = {
    "kept_answer": """
        SELECT CAST(number AS TEXT) AS id, answered_at AS created_at, user, question, context, text,
               provider, model, turn_id
        FROM answers ORDER BY number
    """,
    "tool_call": f"""
        SELECT CAST(number AS TEXT) AS id, at AS created_at, call_id, turn_id, provider, model,
               action, arguments, access, outcome, result, change, undone
        FROM ({USES}) ORDER BY number
    """,
    "model_call": """
        SELECT call_id AS id, began_at AS created_at, turn_id, provider, model, outcome,
               first_token_seconds, seconds, tokens_in, tokens_out, cost_dollars,
               retry_after_seconds
        FROM model_calls ORDER BY number
    """,
}
"""What comes of asking language models; none of it is ever corrected, so each is one revision."""

_EXPENSE_FIELDS = ("category", "merchant", "description", "spent_on", "bank_id")


_CONFLICTS = """
SELECT id, at AS created_at, entity, thing_id, mine, error FROM conflicts ORDER BY number
"""


class SqliteArchive:
    """The `Archive` port on a database file."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    async def last_exchange(self) -> Exchange | None:
        """The last exchange, not counting those about forgetting one."""

        def read(database: "Database") -> Exchange | None:
            found = database.execute(_LAST, {"forgetting": FORGETTING}).fetchone()
            return found and Exchange(turn_id=found[0], said_at=datetime.fromisoformat(found[1]))

        return await self._file.read(read)

    async def forget(self, exchange: Exchange) -> None:
        """Take it and the talk about forgetting it out of the history."""
        await self._file.write(lambda database: forget_turn(database, exchange.turn_id, FORGETTING))
        await self._file.read(_empty_the_log)

    async def counts(self) -> Mapping[str, int]:
        """How many things stand, by kind."""
        rows = await self._file.read(lambda database: list(database.query(_COUNTS)))
        return {row["kind"]: row["many"] for row in rows if row["many"]}

    async def revisions(self) -> Sequence[Revision]:
        """Every revision of everything but the talk, the oldest first.

        So are the calls to language models, what they had PAM do and the answers kept from them,
        and versions that did not come to stand beside another machine's.
        """

        def read(database: "Database") -> list[Revision]:
            expenses = database.query("SELECT * FROM expenses ORDER BY number")
            records = database.query("SELECT * FROM records ORDER BY number")
            return [
                *map(_expense, expenses),
                *map(_record, records),
                *_of_models(database),
                *map(_conflict, database.query(_CONFLICTS)),
            ]

        return await self._file.read(read)

    async def exchanges(self) -> Sequence[Mapping[str, Any]]:
        """Every turn of the talk, the oldest first."""

        def read(database: "Database") -> list[dict[str, Any]]:
            rows = database.query("SELECT * FROM turns ORDER BY number")
            return [turn_shown(row) for row in rows]

        return await self._file.read(read)

    async def erase(self) -> None:
        """Destroy everything, its traces in the file included."""
        await self._file.write(erase_all)
        # Not within a transaction: it rewrites the file.
        await self._file.read(_leave_no_trace)


def _leave_no_trace(database: "Database") -> None:
    database.execute("VACUUM")
    _empty_the_log(database)


def _empty_the_log(database: "Database") -> None:
    """What was deleted may still be read in the write-ahead log until that is emptied."""
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _expense(row: Mapping[str, Any]) -> Revision:
    amount = Money(minor=row["amount_minor"], currency=row["currency"])
    fields = {"amount": amount.to_slot(), **{name: row[name] for name in _EXPENSE_FIELDS}}
    return _revision("expense", row, fields)


def _record(row: Mapping[str, Any]) -> Revision:
    fields = {name: _told(value) for name, value in json.loads(row["fields"]).items()}
    return _revision(row["kind"], row, fields)


def _of_models(database: "Database") -> Iterator[Revision]:
    for kind, question in _OF_MODELS.items():
        for row in database.query(question):
            fields = {name: row[name] for name in row if name not in ("id", "created_at")}
            yield _revision(kind, {**row, "revision": 1, "deleted": False}, fields)


def _conflict(row: Mapping[str, Any]) -> Revision:
    mine = None if row["mine"] is None else _told(json.loads(row["mine"]))
    fields = {name: row[name] for name in ("entity", "thing_id", "error")} | {"mine": mine}
    return _revision("conflict", {**row, "revision": 1, "deleted": False}, fields)


def _revision(kind: str, row: Mapping[str, Any], fields: Mapping[str, Any]) -> Revision:
    return Revision(
        kind=kind,
        id=row["id"],
        revision=row["revision"],
        created_at=datetime.fromisoformat(row["created_at"]),
        deleted=bool(row["deleted"]),
        fields=fields,
    )


def _told(value: Any) -> Any:
    """Money as people write it, wherever it stands; everything else as it is."""
    if isinstance(value, dict):
        if value.keys() == {"minor", "currency"}:
            return Money(**value).to_slot()
        return {name: _told(inner) for name, inner in value.items()}
    return [_told(inner) for inner in value] if isinstance(value, list) else value
