"""Talks that go on later: what is said to `pam ask` in one call may answer the call before."""

import json
import logging
from typing import TYPE_CHECKING

from pam_core.conversation.session import Session
from pam_core.storage.file import DatabaseFile
from pam_core.storage.text import cleaned

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from sqlite_utils import Database

_LOG = logging.getLogger(__name__)


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
        """How a talk stood, a new one where there was none. Raises PamError (`storage.…`).

        What another version of PAM has left and this one cannot read is a talk that is over.
        """

        def read(database: "Database") -> str | None:
            row = database.execute("SELECT session FROM talks WHERE name = ?", [name]).fetchone()
            return row[0] if row else None

        text = await self._file.read(read)
        return Session() if text is None else _read(name, text)


def _read(name: str, text: str) -> Session:
    from pydantic import ValidationError

    try:
        return _sessions().validate_json(text)
    except ValidationError as error:
        # The error's own text would quote what was said.
        _LOG.info("the talk %s begins anew: %d faults in it", name, error.error_count())
        return Session()


def _sessions() -> "TypeAdapter[Session]":
    from pydantic import TypeAdapter

    return TypeAdapter(Session)
