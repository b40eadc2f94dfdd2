"""Brings a database up to date, one program at a time, and leaves a newer one as it is."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, select, text

from pam_core.vocabulary.identity import new_id
from pam_server.store import tables, trouble

_FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x50414D31
"""Of PostgreSQL's advisory locks, ours: "PAM1"."""


def bring_up_to_date(connection: Connection) -> None:
    """Within the transaction of `connection`, which must be the only one that migrates.

    Raises PamError `storage.newer`.
    """
    if connection.dialect.name == "postgresql":
        # On SQLite the transaction itself holds the only lock there is.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = _config(connection)
    scripts = ScriptDirectory.from_config(config)
    here = MigrationContext.configure(connection).get_current_revision()
    if here == scripts.get_current_head():
        return
    try:
        if here is not None:
            scripts.get_revision(here)
    except CommandError as error:
        raise trouble.newer() from error
    command.upgrade(config, "head")
    if connection.execute(select(tables.meta.c.value)).first() is None:
        connection.execute(
            tables.meta.insert().values(name="epoch", value=new_id(datetime.now(UTC)))
        )


def _config(connection: Connection) -> Config:
    config = Config()
    # "%" would be read as the beginning of a variable.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
