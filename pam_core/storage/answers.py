"""One user's answers to open questions, kept for when nobody can be asked."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from pam_core.storage.file import DatabaseFile
from pam_core.storage.text import clean, cleaned
from pam_core.vocabulary.kept_answer import KeptAnswer

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_ANSWERS = 2000
"""For each user; the ones kept first go first."""

# Replacing gives a new number: an answer that was given anew is young again.
_PUT = """
INSERT OR REPLACE INTO answers
    (user, question, context, text, answered_at, provider, model, turn_id)
VALUES (:user, :question, :context, :text, :answered_at, :provider, :model, :turn_id)
"""

_PRUNE = """
DELETE FROM answers WHERE user = :user AND number <= (
    SELECT number FROM answers WHERE user = :user ORDER BY number DESC LIMIT 1 OFFSET :most
)
"""

_FIND = """
SELECT question, context, text, answered_at, provider, model, turn_id FROM answers
WHERE user = ? AND question = ? AND context = ?
"""


class SqliteAnswers:
    """The `AnswerShelf` port on a database file, for one user: "" is whoever has this machine."""

    def __init__(self, file: DatabaseFile, user: str = "") -> None:
        self._file = file
        self._user = clean(user)

    async def put(self, answer: KeptAnswer) -> None:
        """Keep an answer; it replaces an older one to the same question in the same context."""
        row = cleaned(asdict(answer) | {"answered_at": answer.answered_at.isoformat()})

        def write(database: "Database") -> None:
            database.execute(_PUT, {**row, "user": self._user})
            database.execute(_PRUNE, {"user": self._user, "most": MOST_ANSWERS})

        await self._file.write(write)

    async def find(self, question: str, context: str) -> KeptAnswer | None:
        """This user's answer to that very question in that very context."""
        wanted = [self._user, clean(question), clean(context)]
        rows = await self._file.read(lambda database: list(database.query(_FIND, wanted)))
        return _answer(rows[0]) if rows else None


def _answer(row: dict[str, str]) -> KeptAnswer:
    return KeptAnswer(
        question=row["question"],
        context=row["context"],
        text=row["text"],
        answered_at=datetime.fromisoformat(row["answered_at"]),
        provider=row["provider"],
        model=row["model"],
        turn_id=row["turn_id"],
    )
