"""A streamed answer in its three stretches, so that faults know where they may strike."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Frames:
    """Server-sent events: what comes before the first token, the tokens and calls, the end."""

    before: list[bytes]
    middle: list[bytes]
    after: list[bytes]


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error as a vendor words it."""

    status: int
    body: dict[str, Any]


def event(body: Any, name: str = "") -> bytes:
    """One server-sent event with JSON in it."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(body)}\n\n".encode()


def pieces(text: str, size: int = 7) -> list[str]:
    """Arguments as vendors send them: in pieces that cut words and escapes."""
    return [text[i : i + size] for i in range(0, len(text), size)]
