"""Names for things that are kept: UUIDs of version 7, made when the user acts, sorting by time."""

import secrets
import uuid
from datetime import datetime


def new_id(at: datetime) -> str:
    """A fresh UUIDv7 (RFC 9562) for something that happened at `at`, as 36 characters of text."""
    milliseconds = max(0, int(at.timestamp() * 1000)) & ((1 << 48) - 1)
    low = secrets.randbits(62)
    high = secrets.randbits(12)
    number = (milliseconds << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low
    return str(uuid.UUID(int=number))
