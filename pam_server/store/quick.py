"""Looks up and writes many rows at once, past what SQLAlchemy spends on each statement and row.

Values go to the driver as they are, so moments are given as `columns.microseconds`.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import TextClause

Key = tuple[Any, ...]

_AT_ONCE = 32
"""Rows in one statement of SQLite's; each number of rows is a statement that is kept prepared."""


def rows_having(
    connection: Connection, table: Table, names: tuple[str, ...], keys: Iterable[Key]
) -> Iterable[Any]:
    """Rows whose columns `names` are one of `keys`, as they lie in the database."""
    wanted = sorted(set(keys))
    if not wanted:
        return
    if connection.dialect.name == "postgresql":
        columns = zip(*wanted, strict=True)
        values = {f"k{number}": list(column) for number, column in enumerate(columns)}
        yield from connection.execute(_joined(table, names), values)
        return
    make = _row_maker(table)
    for some in _in_parts(wanted):
        statement = _looked_up(table, names, len(some))
        yield from map(make, _executed(connection, statement, some))


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that have the same columns."""
    _write(connection, table, rows, False)


def upsert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that have the same columns, over those with the same key."""
    _write(connection, table, rows, True)


def insert(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT of this database's own dialect, which knows ON CONFLICT."""
    return _insert(connection.dialect.name, table)


def _insert(dialect_name: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    if dialect_name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _write(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], over: bool
) -> None:
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        for some in _in_parts(rows):
            statement = _many(table, names, over, len(some))
            _executed(connection, statement, [one.values() for one in some])
        return
    connection.exec_driver_sql(_statement(connection.dialect, table, names, over), list(rows))


def _in_parts(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))


def _executed(connection: Connection, statement: str, rows: Iterable[Any]) -> Sequence[Any]:
    """Run a statement of SQLite's over many rows at once.

    The driver lets go of the interpreter at every step, and gets it back only when another thread
    yields it: a step for each row would be a wait for each row.
    """
    cursor = connection.connection.cursor()
    try:
        found: Sequence[Any] = cursor.execute(
            statement, tuple(chain.from_iterable(rows))
        ).fetchall()
        return found
    except sqlite3.Error as error:
        # What SQLAlchemy would have made of it; the rows are the users' and not repeated.
        raise DBAPIError(statement, None, error) from error
    finally:
        cursor.close()


@cache
def _statement(dialect: Dialect, table: Table, names: tuple[str, ...], over: bool) -> str:
    """The text of an INSERT of one row."""
    statement = _insert(dialect.name, table)
    if over:
        keys = [column.name for column in table.primary_key]
        new = {name: statement.excluded[name] for name in names if name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    return str(statement.compile(dialect=dialect, column_keys=list(names)))


@cache
def _many(table: Table, names: tuple[str, ...], over: bool, count: int) -> str:
    """The text of an INSERT of so many rows, for SQLite."""
    end = ""
    if over:
        keys = [column.name for column in table.primary_key]
        new = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
        end = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {new}"
    return f"INSERT INTO {table.name} ({', '.join(names)}) {_values(len(names), count)}{end}"


@cache
def _looked_up(table: Table, names: tuple[str, ...], count: int) -> str:
    """The text of a SELECT of the rows with so many keys, for SQLite."""
    columns = ", ".join(f"kept.{column.name}" for column in table.c)
    wanted = ", ".join(f"k{number}" for number in range(len(names)))
    matches = " AND ".join(f"kept.{name} = k{number}" for number, name in enumerate(names))
    # CROSS: the keys first, then each row by the index.
    return (
        f"WITH wanted({wanted}) AS ({_values(len(names), count)})"
        f" SELECT {columns} FROM wanted CROSS JOIN {table.name} AS kept WHERE {matches}"
    )


def _values(width: int, count: int) -> str:
    row = f"({', '.join('?' * width)})"
    return f"VALUES {', '.join([row] * count)}"


@cache
def _row_maker(table: Table) -> Any:
    columns = [column.name for column in table.c]
    return getattr(namedtuple(table.name, columns), "_make")  # noqa: B009 (unknown to mypy)


@cache
def _joined(table: Table, names: tuple[str, ...]) -> TextClause:
    numbers = range(len(names))
    arrays = ", ".join(f"CAST(:k{number} AS text[])" for number in numbers)
    wanted = ", ".join(f"k{number}" for number in numbers)
    matches = " AND ".join(f"kept.{name} = wanted.k{number}" for number, name in enumerate(names))
    return text(
        f"SELECT kept.* FROM {table.name} kept"
        f" JOIN unnest({arrays}) AS wanted({wanted}) ON {matches}"
    )
