"""Column types that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, String, TypeDecorator
from sqlalchemy.engine import Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Since 1970: as a Moment lies in the database. Raises ValueError without offset."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its offset.")
    return (moment - _EPOCH) // timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A moment with offset, kept as microseconds since 1970 and given back in UTC.

    Neither database keeps it otherwise without loss: SQLite has no such type.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Into the database. Raises ValueError for a moment without offset."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Out of the database."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Caseless(TypeDecorator[str]):
    """Text that is kept, and looked for, without regard to case: an e-mail address."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Into the database, and into what is compared with it."""
        return None if value is None else value.strip().casefold()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Out of the database."""
        return value


def key(length: int) -> String:
    """Text in the order of its code points on both databases, whatever the machine's language."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
