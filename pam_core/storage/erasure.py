"""How things leave the database so that nothing of them can be read from the file any more."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_STAYS = frozenset(("about", "_sqlite_migrations"))
"""What the file is, and how it grew: nothing of the user's."""

_ORDINARY = """
SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
"""

_FORGET = (
    "DELETE FROM turns WHERE turn_id = ?",
    "DELETE FROM answers WHERE turn_id = ?",
    "UPDATE tool_calls SET arguments = '', result = '' WHERE turn_id = ?",
)
"""What becomes of a turn that is forgotten."""


def forget_turn(database: "Database", turn_id: str, forgetting: str) -> None:
    """Remove a turn and the turns after it whose action is `forgetting`, within a transaction.

    A conversation without turns goes too; one that began with the turn is named for the next. The
    answers kept from them go as well. That a model took an action in them stays, without the words.
    """
    row = database.execute("SELECT number FROM turns WHERE turn_id = ?", [turn_id]).fetchone()
    if row is None:
        return
    gone = database.execute(
        "SELECT turn_id, conversation_id FROM turns"
        " WHERE number = :number OR (number > :number AND action = :forgetting)",
        {"number": row[0], "forgetting": forgetting},
    ).fetchall()
    for each, _ in gone:
        for statement in _FORGET:
            database.execute(statement, [each])
    # Where a talk stands holds its last words too.
    database.execute("DELETE FROM talks")
    # Deleting leaves the words in the index until it is merged; building it anew does not.
    database.execute("INSERT INTO turns_found (turns_found) VALUES ('rebuild')")
    for talk in {conversation for _, conversation in gone}:
        _name_anew(database, talk)


def erase_all(database: "Database") -> None:
    """Empty every table but those that say what the file is, within a transaction."""
    database.execute("PRAGMA defer_foreign_keys = ON")
    # First of all: without an account nothing that goes is told to the server.
    database.execute("DELETE FROM sync_state")
    for (name,) in database.execute(_ORDINARY).fetchall():
        if name not in _STAYS:
            database.execute(f'DELETE FROM "{name}"')
    database.execute("INSERT INTO turns_found (turns_found) VALUES ('rebuild')")


def _name_anew(database: "Database", conversation: str) -> None:
    from pam_core.storage.chats import title_of

    first, last = database.execute(
        "SELECT (SELECT said FROM turns WHERE conversation_id = :talk ORDER BY number LIMIT 1),"
        " (SELECT max(number) FROM turns WHERE conversation_id = :talk)",
        {"talk": conversation},
    ).fetchone()
    if last is None:
        database.execute("DELETE FROM conversations WHERE id = ?", [conversation])
    else:
        database.execute(
            "UPDATE conversations SET title = ?, last_turn = ? WHERE id = ?",
            [title_of(first), last, conversation],
        )
