"""What the database complains of, said as PamError."""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pam_core.vocabulary.errors import Fault, PamError

# Name of SQLite's result code -> code, sentence, mend.
_NAMED = {
    "SQLITE_FULL": (
        "storage.full",
        "The server's disk is full, so nothing more can be kept.",
        "Free some space.",
    ),
    "SQLITE_READONLY": (
        "storage.readonly",
        "The server may not write to its database.",
        "Make the file and its folder writable.",
    ),
    "SQLITE_CANTOPEN": (
        "storage.unopenable",
        "The server's database cannot be opened.",
        "Check that it is there and may be written to.",
    ),
    "SQLITE_BUSY": (
        "storage.busy",
        "Another program holds the server's database.",
        "Try again.",
    ),
    "SQLITE_CORRUPT": (
        "storage.corrupt",
        "The server's database is damaged.",
        "Put a backup in its place and run `pam-server restored`.",
    ),
    "SQLITE_IOERR": (
        "storage.broken_disk",
        "The server's disk does not read or write.",
        "Look after the disk.",
    ),
}
_SAME = {
    "SQLITE_LOCKED": "SQLITE_BUSY",
    "SQLITE_PERM": "SQLITE_READONLY",
    "SQLITE_NOTADB": "SQLITE_CORRUPT",
}
# SQLSTATE of PostgreSQL, by its beginning -> the same by SQLite's name.
_STATES = {
    "53100": "SQLITE_FULL",
    "25006": "SQLITE_READONLY",
    "58": "SQLITE_IOERR",
    "XX00": "SQLITE_CORRUPT",
    "55P03": "SQLITE_BUSY",
}
_AGAIN = frozenset(("40001", "40P01"))
"""SQLSTATEs of transactions that got in one another's way."""


def is_in_the_way(error: SQLAlchemyError) -> bool:
    """Whether the same transaction may succeed when it is simply begun again."""
    return isinstance(error, DBAPIError) and _state(error) in _AGAIN


def is_about_the_database(error: SQLAlchemyError) -> bool:
    """Whether the fault is the database's own, so that any other transaction would fail as well."""
    return named(error).code != "storage.refused"


def named(error: SQLAlchemyError) -> PamError:
    """The error that crosses the room's border; to be raised `from` this one."""
    if isinstance(error, DBAPIError):
        name = _by_sqlite(error) or _by_state(_state(error))
        if name is not None:
            code, sentence, mend = _NAMED[name]
            return PamError(code, sentence, mend=mend, fault=Fault.ENVIRONMENT)
        if _is_gone(error):
            return PamError(
                "storage.gone",
                "The server's database does not answer.",
                mend="See that it runs, and that PAM_SERVER_DATABASE_URL names it.",
                fault=Fault.ENVIRONMENT,
            )
    return PamError(
        "storage.refused", "The server's database refused what it was given.", fault=Fault.BUG
    )


def closed() -> PamError:
    """The database was closed."""
    return PamError("storage.closed", "The server's database is closed.", fault=Fault.BUG)


def overloaded() -> PamError:
    """More waits to be written than can be held."""
    return PamError(
        "storage.overloaded",
        "The server has more to write than it can at the moment.",
        mend="Try again in a few seconds.",
        fault=Fault.SERVICE,
    )


def newer() -> PamError:
    """A later program made the database."""
    return PamError(
        "storage.newer",
        "The server's database was made by a newer version of pam-server.",
        mend="Run that version, or put a backup from before it in its place.",
        fault=Fault.USER,
    )


def bad_address(why: str) -> PamError:
    """The address of the database cannot be used; `why` is a sentence."""
    return PamError(
        "storage.address",
        f"PAM_SERVER_DATABASE_URL cannot be used: {why}",
        mend="Write sqlite:///path/to/file or postgresql://user@host/name.",
        fault=Fault.USER,
    )


def _by_sqlite(error: DBAPIError) -> str | None:
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    if name == "SQLITE_IOERR_SHMSIZE":
        # No room even for the few pages that the write-ahead log shares.
        return "SQLITE_FULL"
    # An extended code begins with the name of its kind: SQLITE_IOERR_FSYNC.
    kind = "_".join(name.split("_")[:2])
    kind = _SAME.get(kind, kind)
    return kind if kind in _NAMED else None


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", "") or "")


def _by_state(state: str) -> str | None:
    return next((name for begin, name in _STATES.items() if state.startswith(begin)), None)


def _is_gone(error: DBAPIError) -> bool:
    state = _state(error)
    if error.connection_invalidated or state.startswith(("08", "57P", "53", "28", "3D")):
        return True
    # psycopg gives no state where the server could not even be reached.
    return (
        not state
        and type(error.orig).__module__.startswith("psycopg")
        and "Operational" in (type(error.orig).__name__)
    )
