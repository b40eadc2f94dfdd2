"""Looks up and writes many rows at once, past what SQLAlchemy spends on each statement and row.

Values go to the driver as they are, so moments are given as `columns.microseconds`.
"""

from collections import namedtuple
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import TextClause

Key = tuple[Any, ...]


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
    # Where the database is a library, a lookup by itself costs less than one for many.
    statement, make = _looked_up(table, names)
    cursor = connection.connection.cursor()
    try:
        for key in wanted:
            cursor.execute(statement, key)
            yield from map(make, cursor.fetchall())
    finally:
        cursor.close()


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
    statement, order = _statement(connection.dialect, table, tuple(rows[0]), over)
    values: Any = rows
    if order is not None:
        values = [tuple(row[name] for name in order) for row in rows]
    connection.exec_driver_sql(statement, values)


@cache
def _statement(
    dialect: Dialect, table: Table, names: tuple[str, ...], over: bool
) -> tuple[str, Sequence[str] | None]:
    """The text of an INSERT, and the order of its values where they have no names."""
    statement = _insert(dialect.name, table)
    if over:
        keys = [column.name for column in table.primary_key]
        new = {name: statement.excluded[name] for name in names if name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    order: Sequence[str] | None = getattr(compiled, "positiontup", None)
    return str(compiled), order


@cache
def _looked_up(table: Table, names: tuple[str, ...]) -> tuple[str, Any]:
    columns = [column.name for column in table.c]
    condition = " AND ".join(f"{name} = ?" for name in names)
    make = getattr(namedtuple(table.name, columns), "_make")  # noqa: B009 (unknown to mypy)
    return f"SELECT {', '.join(columns)} FROM {table.name} WHERE {condition}", make


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
