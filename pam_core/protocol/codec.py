"""Frames as text and back: one flat JSON object each, judged before anything of it is used."""

import json
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from pam_core.protocol import frames, limits

F = TypeVar("F")


class FrameError(ValueError):
    """Text that is no frame. `code`: too_long, not_json, malformed, unknown_type, version.

    `in_reply_to` is the id the frame claims, where it can be told.
    """

    def __init__(self, code: str, sentence: str, in_reply_to: str | None = None) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence
        self.in_reply_to = in_reply_to


def encode(frame: "frames.FromClient | frames.FromServer", ts: datetime | None = None) -> str:
    """The text of a frame. Raises FrameError `too_long` where it would exceed a frame."""
    text = json.dumps(to_json(frame, ts), ensure_ascii=False, separators=(",", ":"))
    if len(text) * 4 > limits.FRAME_BYTES and len(text.encode()) > limits.FRAME_BYTES:
        raise FrameError("too_long", "The frame is longer than 64 KiB.", getattr(frame, "id", None))
    return text


def to_json(frame: Any, ts: datetime | None = None) -> dict[str, Any]:
    """The object of a frame, JSON-ready."""
    content = _adapter(type(frame)).dump_python(frame, mode="json", exclude_none=True)
    head: dict[str, Any] = {"v": limits.VERSION, "type": frame.TYPE}
    if ts is not None:
        head["ts"] = ts.isoformat()
    return head | content


def from_client(text: str | bytes) -> "frames.FromClient":
    """A frame of a client's. Raises FrameError."""
    return _decoded(text, _CLIENT)


def from_server(text: str | bytes) -> "frames.FromServer":
    """A frame of a server's. Raises FrameError."""
    return _decoded(text, _SERVER)


def client_frame(content: Any) -> "frames.FromClient":
    """A client's frame from its object (REST). Raises FrameError."""
    return _judged(content, _CLIENT)


def server_frame(content: Any) -> "frames.FromServer":
    """A server's frame from its object (REST). Raises FrameError."""
    return _judged(content, _SERVER)


def _by_type(union: Any) -> dict[tuple[str, str | None], type]:
    # "connection" is told further by its `state`.
    return {(one.TYPE, _state(one)): one for one in get_args(union)}


def _state(one: type) -> str | None:
    if one.TYPE != "connection":  # type: ignore[attr-defined]
        return None
    fields = one.__dataclass_fields__  # type: ignore[attr-defined]
    state: str = fields["state"].default
    return state


_CLIENT = _by_type(frames.FromClient)
_SERVER = _by_type(frames.FromServer)


@cache
def _adapter(kind: type[F]) -> "TypeAdapter[F]":
    return TypeAdapter(kind)


def _decoded(text: str | bytes, kinds: dict[tuple[str, str | None], type]) -> Any:
    if len(text) > limits.FRAME_BYTES or (
        isinstance(text, str)
        and len(text) * 4 > limits.FRAME_BYTES
        and len(text.encode("utf-8", "surrogatepass")) > limits.FRAME_BYTES
    ):
        raise FrameError("too_long", "A frame may be 64 KiB long.")
    try:
        content = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise FrameError("not_json", "That is not JSON.") from error
    return _judged(content, kinds)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _judged(content: Any, kinds: dict[tuple[str, str | None], type]) -> Any:
    if not isinstance(content, dict):
        raise FrameError("malformed", "A frame is a JSON object.")
    claimed = content.get("id")
    about = claimed if isinstance(claimed, str) and len(claimed) <= 64 else None
    if content.get("v", limits.VERSION) != limits.VERSION:
        raise FrameError("version", "Only version 1 is spoken here.", about)
    kind = kinds.get((str(content.get("type")), _told_state(content)))
    if kind is None:
        raise FrameError("unknown_type", "Frames of that type are not known here.", about)
    if _is_deep(content):
        raise FrameError("malformed", "The frame is nested too deeply.", about)
    try:
        return _adapter(kind).validate_python(content, strict=False)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise FrameError("malformed", f"{where}: {first['msg']}", about) from error


def _told_state(content: dict[str, Any]) -> str | None:
    return str(content.get("state")) if content.get("type") == "connection" else None


def _is_deep(content: Any) -> bool:
    level = [content]
    for _ in range(limits.NESTING):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
