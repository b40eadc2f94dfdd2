"""What both sides of the wire hold one another to."""

from enum import IntEnum

VERSION = 1
SUBPROTOCOL = "pam.v1"
FRAME_BYTES = 64 * 1024
MESSAGE_CHARACTERS = 4000
CONTEXT_CHARACTERS = 10_000
"""Of a chat's context as JSON."""
FIELDS_BYTES = 32 * 1024
"""Of a thing's fields as JSON."""
NESTING = 12
"""How deep arrays and objects may lie in one another."""

MOST_WHOLE = 2**53 - 1
"""The largest whole number that every reader of JSON reads alike; also of negative ones."""
NUMBER_CHARACTERS = 40
FIRST_YEAR = 1900
LAST_YEAR = 9998

UNACKNOWLEDGED = 16
"""Commands on the wire without an answer."""
BATCH_COMMANDS = 100
BATCH_EVENTS = 500

HELLO_SECONDS = 10.0
HEARTBEAT_SECONDS = 20.0
HEARTBEAT_JITTER = 0.1
DEAD_SECONDS = 30.0
HEALTHY_SECONDS = 30.0
BACKOFF_FIRST_SECONDS = 1.0
BACKOFF_MOST_SECONDS = 30.0
OFFLINE_AFTER_FAILURES = 5
AUTH_AHEAD_SECONDS = 120.0
AUTH_GRACE_SECONDS = 60.0


class Close(IntEnum):
    """Why a socket was closed."""

    NORMAL = 1000
    GOING_AWAY = 1001
    TOO_BIG = 1009
    INTERNAL = 1011
    RESTART = 1012
    TRY_LATER = 1013
    MALFORMED = 4400
    UNAUTHENTICATED = 4401
    FORBIDDEN = 4403
    HEARTBEAT = 4408
    ELSEWHERE = 4409
    SNAPSHOT = 4410
    UPDATE = 4426
    TOO_MANY = 4429
    UNAVAILABLE = 4503
