"""Whether the server can keep and send on what a client gave; its meaning is not its part."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pam_core.protocol import limits
from pam_core.protocol.codec import to_json
from pam_core.protocol.frames import Command, Mutation

JudgeFields = Callable[[str, Mapping[str, Any]], str | None]
"""(entity, whole fields) -> the code of what is the matter with them, if anything."""

INVALID = "fields_invalid"
TOO_LONG = "fields_too_long"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def judge_fields(entity: str, fields: Mapping[str, Any]) -> str | None:
    """`fields_invalid` or `fields_too_long`, None where they are good."""
    length = _length_bytes(fields)
    if length is None:
        return INVALID
    if length > limits.FIELDS_BYTES:
        return TOO_LONG
    if entity in ("expense", "income") and not _is_money(fields):
        return INVALID
    return None


def judge_command(command: Command) -> str | None:
    """The code of what is the matter with a command apart from its fields."""
    if not isinstance(command, Mutation):
        # Kept as one text, so all that matters is that it can be sent on.
        return INVALID if _length_bytes(to_json(command)) is None else None
    # It becomes a key, which PostgreSQL takes only without NUL and in true Unicode.
    return None if command.thing_id.isprintable() else INVALID


def _length_bytes(content: Any) -> int | None:
    # 1e999 is JSON, but read as a number it is none that can be sent on; a lone surrogate can be
    # read from JSON and is no text.
    try:
        return len(_JSON.encode(content).encode())
    except ValueError:
        return None


def _is_money(fields: Mapping[str, Any]) -> bool:
    amount = fields.get("amount")
    if isinstance(amount, Mapping):
        return _is_whole(amount.get("minor")) and isinstance(amount.get("currency", ""), str)
    # Where it is flat instead.
    flat = [amount, fields.get("amount_minor")]
    return all(one is None or _is_whole(one) for one in flat)


def _is_whole(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) < 2**63
