"""What language models had PAM do, with the change each call made and whether it was undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage.file import DatabaseFile
from pam_core.storage.text import clean
from pam_core.vocabulary.tool_use import Access, ToolOutcome, ToolUse

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_CHARACTERS = 4000
"""So much of a call's arguments, and of what came of it, is kept."""

_BEGIN = """
INSERT INTO tool_calls (call_id, turn_id, at, provider, model, action, arguments, access, outcome,
                        result, after_change)
VALUES (:call_id, :turn_id, :at, :provider, :model, :action, :arguments, :access, :outcome,
        :result, (SELECT coalesce(max(number), 0) FROM changes))
"""

_END = """
UPDATE tool_calls SET outcome = ?, result = ?
WHERE number = (SELECT max(number) FROM tool_calls WHERE call_id = ?)
"""

# A change belongs to the last call of its id that had begun when it was made.
USES = """
SELECT used.*, made.number AS change, made.undone_at IS NOT NULL AS undone
FROM tool_calls used LEFT JOIN changes made ON made.number = (
    SELECT max(change.number) FROM changes change
    WHERE change.asked_by = used.call_id AND change.number > used.after_change
    AND used.number = (
        SELECT max(begun.number) FROM tool_calls begun
        WHERE begun.call_id = used.call_id AND begun.after_change < change.number
    )
)
ORDER BY used.number DESC
"""


class SqliteAudit:
    """The `Audit` port on a database file; nothing in it is ever dropped for its age."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    async def begin(self, use: ToolUse) -> None:
        """Keep a call before anything is done; returns once that survives a power cut.

        An id that is there already belongs to another call: models choose them.
        """
        row = {
            "call_id": clean(use.call_id),
            "turn_id": clean(use.turn_id),
            "at": use.at.isoformat(),
            "provider": clean(use.provider),
            "model": clean(use.model),
            "action": clean(use.action),
            "arguments": clean(use.arguments)[:MOST_CHARACTERS],
            "access": str(use.access),
            "outcome": str(use.outcome),
            "result": clean(use.result)[:MOST_CHARACTERS],
        }
        await self._file.write(lambda database: database.execute(_BEGIN, row))

    async def end(self, call_id: str, outcome: ToolOutcome, result: str) -> None:
        """Note what came of the last call of that id; nothing happens where there is none."""
        row = [str(outcome), clean(result)[:MOST_CHARACTERS], clean(call_id)]
        await self._file.write(lambda database: database.execute(_END, row))

    async def uses(self, limit: int) -> Sequence[ToolUse]:
        """The last calls, the latest first, each with its change and whether that was undone."""

        def read(database: "Database") -> list[ToolUse]:
            return [_use(row) for row in database.query(f"{USES} LIMIT ?", [limit])]

        return await self._file.read(read)


def _use(row: Mapping[str, Any]) -> ToolUse:
    return ToolUse(
        call_id=row["call_id"],
        turn_id=row["turn_id"],
        at=datetime.fromisoformat(row["at"]),
        provider=row["provider"],
        model=row["model"],
        action=row["action"],
        arguments=row["arguments"],
        access=Access(row["access"]),
        outcome=ToolOutcome(row["outcome"]),
        result=row["result"],
        change=row["change"],
        undone=bool(row["undone"]),
    )
