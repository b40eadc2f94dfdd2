"""Destroys whatever belongs to a user."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from pam_server.store import tables
from pam_server.store.quick import insert
from pam_server.store.state import user_hash


def erase(connection: Connection, user_id: str) -> None:
    """Delete every row of a user's in every table; only a hash stays, for a day (`retention`)."""
    families, tokens = tables.refresh_families, tables.refresh_tokens
    own = select(families.c.family_id).where(families.c.user_id == user_id)
    connection.execute(tokens.delete().where(tokens.c.family_id.in_(own)))
    for table in tables.metadata.sorted_tables:
        if "user_id" in table.c:
            connection.execute(table.delete().where(table.c.user_id == user_id))
    connection.execute(
        insert(connection, tables.erased)
        .values(user_hash=user_hash(user_id), erased_at=datetime.now(UTC))
        .on_conflict_do_nothing()
    )
