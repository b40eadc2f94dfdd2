"""What goes over the pipes of the speech process: a JSON head and bytes, each with its length.

A message is two lengths of four bytes (big-endian), the head, and the body. To the process go
{"id", "do": "hear"} with a sound file, {"id", "do": "say", "text", "rate"} and {"cancel": id}; back
come {"id", …} with what was asked for, or {"id", "trouble": {code, sentence, mend, fault}}.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

from pam_core.vocabulary.errors import Fault, PamError

LENGTHS = struct.Struct(">II")
MOST_HEAD_BYTES = 1 << 20
MOST_BODY_BYTES = 1 << 30


class BrokenMessageError(ValueError):
    """What came is no message."""


def packed(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """A message as it goes over a pipe."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def lengths(start: bytes) -> tuple[int, int]:
    """How long head and body are, from a message's first eight bytes. Raises BrokenMessageError."""
    head, body = LENGTHS.unpack(start)
    if head > MOST_HEAD_BYTES or body > MOST_BODY_BYTES:
        raise BrokenMessageError(f"a head of {head} bytes, a body of {body}")
    return head, body


def head_of(text: bytes) -> dict[str, Any]:
    """A head from its bytes. Raises BrokenMessageError."""
    try:
        head = json.loads(text)
    except ValueError as error:
        raise BrokenMessageError("a head that is not JSON") from error
    if not isinstance(head, dict):
        raise BrokenMessageError("a head that is no object")
    return head


def read(pipe: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message of a blocking pipe; None at its end. Raises BrokenMessageError."""
    start = pipe.read(LENGTHS.size)
    if len(start) < LENGTHS.size:
        return None
    head_bytes, body_bytes = lengths(start)
    head, body = pipe.read(head_bytes), pipe.read(body_bytes)
    if len(head) < head_bytes or len(body) < body_bytes:
        return None
    return head_of(head), body


def told(error: PamError) -> dict[str, str]:
    """A trouble as JSON."""
    return {
        "code": error.code,
        "sentence": error.sentence,
        "mend": error.mend,
        "fault": str(error.fault),
    }


def trouble(told_of: Mapping[str, str]) -> PamError:
    """A trouble from its JSON."""
    return PamError(
        told_of["code"],
        told_of["sentence"],
        mend=told_of["mend"],
        fault=Fault(told_of["fault"]),
    )
