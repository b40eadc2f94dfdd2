"""What became of the calls to language models, and which providers rest."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pam_core.storage.file import DatabaseFile
from pam_core.storage.moments import sortable
from pam_core.storage.text import cleaned
from pam_core.vocabulary.model_call import ModelCall, Spent, SwitchedOff

if TYPE_CHECKING:
    from sqlite_utils import Database

KEPT_FOR = timedelta(days=90)
MOST_RECENT = 1000

_KEEP = """
INSERT OR REPLACE INTO model_calls (
    call_id, turn_id, provider, model, began_at, outcome, first_token_seconds, seconds,
    tokens_in, tokens_out, cost_dollars, retry_after_seconds
) VALUES (
    :call_id, :turn_id, :provider, :model, :began_at, :outcome, :first_token_seconds, :seconds,
    :tokens_in, :tokens_out, :cost_dollars, :retry_after_seconds
)
"""

_RECENT = """
SELECT * FROM model_calls WHERE began_at >= ? ORDER BY began_at DESC, number DESC LIMIT ?
"""

# What took no tokens cost nothing, whatever the price.
_SPENT = """
SELECT provider, count(*) AS calls, sum(tokens_in + tokens_out) AS tokens,
       iif(max(cost_dollars IS NULL AND tokens_in + tokens_out > 0), NULL, total(cost_dollars))
           AS dollars
FROM model_calls WHERE began_at >= ? GROUP BY provider
"""

_LAST = """
SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY provider ORDER BY began_at DESC, number DESC) AS place
    FROM model_calls
) WHERE place = 1
"""


class SqliteCallLog:
    """The `CallLog` port on a database file; calls are kept for 90 days."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    async def record(self, call: ModelCall) -> None:
        """Keep a call; the same id again replaces it. Calls from 90 days before it go."""
        row = cleaned(asdict(call) | {"began_at": sortable(call.began_at)})
        oldest = sortable(call.began_at - KEPT_FOR)

        def write(database: "Database") -> None:
            database.execute(_KEEP, row)
            database.execute("DELETE FROM model_calls WHERE began_at < ?", [oldest])

        await self._file.write(write)

    async def recent(self, since: datetime) -> Sequence[ModelCall]:
        """Calls that began since then, the oldest first, the last 1000 at most."""
        rows = await self._file.read(
            lambda database: list(database.query(_RECENT, [sortable(since), MOST_RECENT]))
        )
        return [_call(row) for row in reversed(rows)]

    async def spent(self, since: datetime) -> Mapping[str, Spent]:
        """What each provider took since then, by name.

        Dollars are None where a call took tokens and nobody knows their price.
        """
        rows = await self._file.read(
            lambda database: list(database.query(_SPENT, [sortable(since)]))
        )
        return {
            row["provider"]: Spent(calls=row["calls"], tokens=row["tokens"], dollars=row["dollars"])
            for row in rows
        }

    async def last_calls(self) -> Mapping[str, ModelCall]:
        """The last call of each provider, by name."""
        rows = await self._file.read(lambda database: list(database.query(_LAST)))
        return {row["provider"]: _call(row) for row in rows}

    async def switch_off(self, off: SwitchedOff) -> None:
        """Note that a provider refused PAM; what was noted of it before is replaced."""
        row = cleaned(asdict(off) | {"at": off.at.isoformat()})
        await self._file.write(
            lambda database: database.execute(
                "INSERT OR REPLACE INTO providers_off (provider, failure, fingerprint, at)"
                " VALUES (:provider, :failure, :fingerprint, :at)",
                row,
            )
        )

    async def switch_on(self, provider: str) -> None:
        """It may be asked again; nothing happens where it always might."""
        await self._file.write(
            lambda database: database.execute(
                "DELETE FROM providers_off WHERE provider = ?", [provider]
            )
        )

    async def switched_off(self) -> Mapping[str, SwitchedOff]:
        """The providers that refused PAM, by name."""
        rows = await self._file.read(
            lambda database: list(database.query("SELECT * FROM providers_off"))
        )
        return {
            row["provider"]: SwitchedOff(**{**row, "at": datetime.fromisoformat(row["at"])})
            for row in rows
        }


def _call(row: Mapping[str, Any]) -> ModelCall:
    fields = {name: value for name, value in row.items() if name not in ("number", "place")}
    return ModelCall(**{**fields, "began_at": datetime.fromisoformat(row["began_at"])})
