"""Talks that go on later: what is said to `pam ask` in one call may answer the call before."""

import json
from typing import TYPE_CHECKING

from pam_core.conversation.session import Session
from pam_core.storage.file import DatabaseFile
from pam_core.storage.text import cleaned

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from sqlite_utils import Database


class SqliteTalks:
    """Sessions by name; each replaces the one before."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    async def keep(self, name: str, session: Session) -> None:
        """Keep how a talk stands. Raises PamError (`storage.…`)."""
        text = json.dumps(cleaned(_sessions().dump_python(session, mode="json")))
        await self._file.write(
            lambda database: database.execute(
                "INSERT OR REPLACE INTO talks (name, session) VALUES (?, ?)", [name, text]
            )
        )

    async def session(self, name: str) -> Session:
        """How a talk stood, a new one where there was none. Raises PamError (`storage.…`)."""

        def read(database: "Database") -> str | None:
            row = database.execute("SELECT session FROM talks WHERE name = ?", [name]).fetchone()
            return row[0] if row else None

        text = await self._file.read(read)
        return Session() if text is None else _sessions().validate_json(text)


def _sessions() -> "TypeAdapter[Session]":
    from pydantic import TypeAdapter

    return TypeAdapter(Session)
