"""Conversations and their turns, and the search through them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pam_core.storage.file import DatabaseFile
from pam_core.storage.text import clean, cleaned
from pam_core.vocabulary.reply import Provenance
from pam_core.vocabulary.turn import Turn

if TYPE_CHECKING:
    from sqlite_utils import Database

TITLE_CHARACTERS = 60

_KEEP = """
INSERT INTO turns (turn_id, conversation_id, said_at, trigger, said, confidence, reply, action,
                   slots, provider, heard, interrupted, times, provenance)
VALUES (:turn_id, :conversation_id, :said_at, :trigger, :said, :confidence, :reply, :action,
        :slots, :provider, :heard, :interrupted, :times, :provenance)
ON CONFLICT (turn_id) DO UPDATE SET
    reply = excluded.reply, heard = excluded.heard, interrupted = excluded.interrupted,
    times = excluded.times, provenance = excluded.provenance
"""

_LATEST = """
SELECT c.id, c.title, c.started_at,
       (SELECT count(*) FROM turns t WHERE t.conversation_id = c.id) AS turns
FROM conversations c ORDER BY c.last_turn DESC LIMIT ?
"""

_FIND = """
SELECT t.turn_id, t.conversation_id, t.said_at, t.said, t.reply, t.action,
       snippet(turns_found, -1, '[', ']', '…', 12) AS snippet
FROM turns_found JOIN turns t ON t.number = turns_found.rowid
WHERE turns_found MATCH ? ORDER BY turns_found.rank, t.number DESC LIMIT ?
"""


class SqliteChatStore:
    """The `ChatStore` port on a database file."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    async def record(self, turn: Turn) -> None:
        """Keep a finished turn; the same turn again brings what was heard up to date."""
        await self._file.write(lambda database: keep_turn(database, turn))

    async def conversations(self, limit: int) -> Sequence[dict[str, Any]]:
        """Latest first: id, title, started_at, turns."""
        return await self._file.read(lambda database: list(database.query(_LATEST, [limit])))

    async def latest(self, limit: int) -> Sequence[dict[str, Any]]:
        """The latest `limit` turns of all talk, oldest first, in the shape of `turns`."""

        def read(database: "Database") -> list[dict[str, Any]]:
            rows = database.table("turns").rows_where(order_by="number desc", limit=limit)
            return [turn_shown(row) for row in rows][::-1]

        return await self._file.read(read)

    async def turns(self, conversation_id: str, limit: int) -> Sequence[dict[str, Any]]:
        """The latest `limit` turns, oldest first, with slots and times as they were.

        `provenance` holds the fields of a Provenance where a language model was asked, else None.
        """

        def read(database: "Database") -> list[dict[str, Any]]:
            rows = database.table("turns").rows_where(
                "conversation_id = ?", [conversation_id], order_by="number desc", limit=limit
            )
            return [turn_shown(row) for row in rows][::-1]

        return await self._file.read(read)

    async def search(self, words: str, limit: int) -> Sequence[dict[str, Any]]:
        """Turns in which all the words occur (the last one may be cut short), with `snippet`."""
        wanted = match_expression(words)
        if not wanted:
            return []
        return await self._file.read(lambda database: list(database.query(_FIND, [wanted, limit])))


def match_expression(words: str) -> str:
    """The FTS5 query for what a person typed; "" where there is no word in it.

    Every word is quoted, so that no character of it is taken for an operator.
    """
    found = re.findall(r"\w+", clean(words))
    return " ".join(f'"{word}"' for word in found) + ("*" if found else "")


def title_of(said: str) -> str:
    """What a conversation is called that begins with these words."""
    return " ".join(clean(said).split())[:TITLE_CHARACTERS]


def keep_turn(database: "Database", turn: Turn) -> None:
    """Write a turn, and its conversation when it is the first, within a transaction."""
    said_at = turn.said_at.isoformat()
    database.execute(
        "INSERT OR IGNORE INTO conversations (id, title, started_at) VALUES (?, ?, ?)",
        [turn.conversation_id, title_of(turn.said or turn.reply.text), said_at],
    )
    database.execute(_KEEP, _row(turn, said_at))
    database.execute(
        "UPDATE conversations SET last_turn = (SELECT number FROM turns WHERE turn_id = ?)"
        " WHERE id = ?",
        [turn.turn_id, turn.conversation_id],
    )


def _row(turn: Turn, said_at: str) -> dict[str, Any]:
    reply = turn.reply
    return {
        "turn_id": turn.turn_id,
        "conversation_id": turn.conversation_id,
        "said_at": said_at,
        "trigger": str(turn.trigger),
        "said": clean(turn.said),
        "confidence": turn.confidence,
        "reply": clean(reply.text),
        "action": reply.intent.action,
        "slots": json.dumps(dict(reply.intent.slots)),
        "provider": reply.provider,
        "heard": clean(turn.heard),
        "interrupted": turn.interrupted,
        "times": json.dumps(asdict(turn.times)),
        "provenance": None if reply.provenance is None else _told(reply.provenance),
    }


def _told(provenance: Provenance) -> str:
    at = provenance.answered_at
    fields = asdict(provenance) | {"answered_at": None if at is None else at.isoformat()}
    return json.dumps(cleaned(fields))


def turn_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A turn from its row, JSON-ready."""
    provenance = row["provenance"]
    return {
        **{name: value for name, value in row.items() if name != "number"},
        "slots": json.loads(row["slots"]),
        "interrupted": bool(row["interrupted"]),
        "times": json.loads(row["times"]),
        "provenance": None if provenance is None else json.loads(provenance),
    }
