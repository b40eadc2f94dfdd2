"""What users think, and the errors they chose to send, in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table

from pam_core.protocol.codec import to_json
from pam_core.protocol.frames import Feedback
from pam_server.store import rows, tables
from pam_server.store.database import Database
from pam_server.store.quick import insert


class SqlFeedback:
    """The `FeedbackBox` in a Database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def feedback(self, user_id: str, given: Feedback) -> None:
        """Keep it; the same id twice is one."""
        row = {"given": rows.as_text(to_json(given)), "at": given.occurred_at}
        await self._keep(tables.feedback, {"user_id": user_id, "id": given.id, **row})

    async def error_report(
        self, user_id: str, id: str, report: Mapping[str, Any], at: datetime
    ) -> None:
        """Keep a report a user chose to send; the same id twice is one."""
        row = {"report": rows.as_text(report), "at": at}
        await self._keep(tables.error_reports, {"user_id": user_id, "id": id, **row})

    async def _keep(self, table: Table, row: Mapping[str, Any]) -> None:
        def write(connection: Connection) -> None:
            connection.execute(insert(connection, table).values(**row).on_conflict_do_nothing())

        await self._database.write(write)
