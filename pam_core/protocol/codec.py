"""Frames as text and back: one flat JSON object each, judged before anything of it is used."""

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import CoreConfig, PydanticSerializationError, SchemaSerializer

from pam_core.protocol import frames, limits
from pam_core.protocol.wire_types import compact

_LONG_NUMBER = re.compile(r"[0-9]{16}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


_NO_VALUE = "The frame holds a value that is no plain text or number."


class FrameError(ValueError):
    """Text that is no frame. `code`: too_long, not_json, malformed, unknown_type, version.

    `sentence` tells nothing of what was in it. `in_reply_to` is the id the frame claims, where it
    can be told.
    """

    def __init__(self, code: str, sentence: str, in_reply_to: str | None = None) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence
        self.in_reply_to = in_reply_to


def encode(frame: "frames.FromClient | frames.FromServer", ts: datetime | None = None) -> str:
    """The text of a frame.

    Raises FrameError: `too_long` beyond 64 KiB of UTF-8, `malformed` for fields that JSON, or the
    other side, has no place for.
    """
    content = to_json(frame, ts)
    about = getattr(frame, "id", None)
    try:
        text = compact(content)
    except ValueError:
        # NaN and Infinity.
        raise FrameError("malformed", "The frame's fields are no JSON.", about) from None
    if not (_is_plain(text) and _LONG_NUMBER.search(text) is None) and (
        trouble := _unsound(content)
    ):
        raise FrameError("malformed", trouble, about)
    if _is_long(text):
        raise FrameError("too_long", "The frame is longer than 64 KiB.", about)
    return text


def to_json(frame: Any, ts: datetime | None = None) -> dict[str, Any]:
    """The object of a frame, JSON-ready. Raises FrameError `malformed`.

    NaN and Infinity are left for `encode` to refuse; no frame that was read holds them.
    """
    try:
        content = _writer(type(frame)).to_python(frame, mode="json")
    except (PydanticSerializationError, UnicodeError, ValueError):
        content = None
    if content is None:
        raise FrameError("malformed", "The frame's fields are no JSON.", getattr(frame, "id", None))
    head: dict[str, Any] = {"v": limits.VERSION, "type": frame.TYPE}
    if ts is not None:
        head["ts"] = ts.isoformat()
    # Of the frame's own fields only: a null in a thing's fields is a value.
    return head | {name: value for name, value in content.items() if value is not None}


def from_client(text: str | bytes) -> "frames.FromClient":
    """A frame of a client's. Raises FrameError, and nothing else, whatever the text."""
    frame: frames.FromClient = _judged(_parsed(text), _CLIENT, is_plain=_is_plain(text))
    return frame


def from_server(text: str | bytes) -> "frames.FromServer":
    """A frame of a server's. Raises FrameError, and nothing else, whatever the text."""
    frame: frames.FromServer = _judged(_parsed(text), _SERVER, is_plain=_is_plain(text))
    return frame


def client_frame(content: Any) -> "frames.FromClient":
    """A client's frame from its object (REST). Raises FrameError."""
    frame: frames.FromClient = _judged(content, _CLIENT)
    _fits(content)
    return frame


def server_frame(content: Any) -> "frames.FromServer":
    """A server's frame from its object (REST), of any length. Raises FrameError."""
    frame: frames.FromServer = _judged(content, _SERVER)
    return frame


_Kinds = Mapping[tuple[str, str | None], type]
_ADAPTERS: dict[type, TypeAdapter[Any]] = {}
_WRITERS: dict[type, SchemaSerializer] = {}


def _by_type(union: Any) -> _Kinds:
    # "connection" is told further by its `state`.
    return {(one.TYPE, _state(one)): one for one in get_args(union)}


def _state(one: Any) -> str | None:
    if one.TYPE != "connection":
        return None
    state: str = one.__dataclass_fields__["state"].default
    return state


_CLIENT = _by_type(frames.FromClient)
_SERVER = _by_type(frames.FromServer)


def _adapter(kind: type) -> TypeAdapter[Any]:
    # Made at first use: one costs milliseconds.
    adapter = _ADAPTERS.get(kind)
    if adapter is None:
        adapter = _ADAPTERS.setdefault(kind, TypeAdapter(kind))
    return adapter


def _writer(kind: type) -> SchemaSerializer:
    # An adapter's own would write NaN and Infinity as null, and nobody would know.
    writer = _WRITERS.get(kind)
    if writer is None:
        schema = _adapter(kind).core_schema
        made = SchemaSerializer(schema, CoreConfig(ser_json_inf_nan="constants"))
        writer = _WRITERS.setdefault(kind, made)
    return writer


def _is_long(text: str | bytes) -> bool:
    size = len(text)
    if isinstance(text, str) and size <= limits.FRAME_BYTES < size * 4:
        size = len(text.encode("utf-8", "surrogatepass"))
    return size > limits.FRAME_BYTES


def _fits(content: Any) -> None:
    if _is_long(compact(content)):
        raise FrameError("too_long", "A frame may be 64 KiB long.", _claimed(content))


def _parsed(text: str | bytes) -> Any:
    if _is_long(text):
        raise FrameError("too_long", "A frame may be 64 KiB long.")
    content = _read(text)
    if content is None:
        raise FrameError("not_json", "That is not JSON.")
    return content


def _read(text: str | bytes) -> Any:
    """What the text says; None if that cannot be told (a parser's error would quote the text)."""
    try:
        return _READER.decode(text if isinstance(text, str) else text.decode())
    except _NumberError:
        raise FrameError("malformed", _NO_VALUE) from None
    except (ValueError, RecursionError):
        return None


class _NumberError(ValueError):
    """A number that not every reader of JSON takes for the same."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError
    return content


def _whole(text: str) -> int:
    # Reading a number takes more than twice as long for twice the digits.
    number = int(text) if len(text) <= limits.NUMBER_CHARACTERS else None
    if number is None or not -limits.MOST_WHOLE <= number <= limits.MOST_WHOLE:
        raise _NumberError
    return number


def _fraction(text: str) -> float:
    number = float(text) if len(text) <= limits.NUMBER_CHARACTERS else math.inf
    if not math.isfinite(number):
        raise _NumberError
    return number


def _no_constant(name: str) -> Any:
    raise ValueError


_READER = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_whole, parse_float=_fraction, parse_constant=_no_constant
)


def _claimed(content: Any) -> str | None:
    claimed = content.get("id") if isinstance(content, dict) else None
    return claimed if isinstance(claimed, str) and _UUID.fullmatch(claimed) else None


def _judged(content: Any, kinds: _Kinds, *, is_plain: bool = False) -> Any:
    if not isinstance(content, dict):
        raise FrameError("malformed", "A frame is a JSON object.")
    about = _claimed(content)
    version = content.get("v", limits.VERSION)
    if type(version) is not int or version != limits.VERSION:
        raise FrameError("version", "Only version 1 is spoken here.", about)
    told = content.get("type")
    if not isinstance(told, str):
        raise FrameError("malformed", "A frame has a type.", about)
    state = content.get("state") if told == "connection" else None
    kind = kinds.get((told, state)) if state is None or isinstance(state, str) else None
    if kind is None:
        raise FrameError("unknown_type", "Frames of that type are not known here.", about)
    trouble = ("" if is_plain else _unsound(content)) or _misfit(content, kind)
    if not isinstance(trouble, str):
        return trouble
    raise FrameError("malformed", trouble, about)


def _misfit(content: dict[str, Any], kind: type) -> Any:
    """The frame, or in words why it is none."""
    try:
        return _adapter(kind).validate_python(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{where}: {first['msg']}"


def _is_plain(text: str | bytes) -> bool:
    """Whether nothing in the text could be unsound; most frames are told so without a closer look.

    No sign beyond ASCII and none escaped, too few brackets to nest too deeply. Numbers are judged
    where they are read.
    """
    if isinstance(text, bytes):
        return False
    return (
        text.isascii() and "\\u" not in text and text.count("{") + text.count("[") <= limits.NESTING
    )


def _unsound(content: Any) -> str:
    """What no reader of frames takes, in words; "" if there is nothing."""
    level = [content]
    for _ in range(limits.NESTING):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                if any(not isinstance(key, str) or _is_bad_text(key) for key in one):
                    return "A name in the frame is no text."
                inner.extend(one.values())
            else:
                inner.extend(one)
        if any(_is_bad_value(value) for value in inner):
            return _NO_VALUE
        level = [value for value in inner if isinstance(value, dict | list)]
        if not level:
            return ""
    return "The frame is nested too deeply."


def _is_bad_value(value: Any) -> bool:
    if isinstance(value, str):
        return _is_bad_text(value)
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, int):
        return not -limits.MOST_WHOLE <= value <= limits.MOST_WHOLE
    return not (value is None or isinstance(value, dict | list))


def _is_bad_text(text: str) -> bool:
    # NUL has no place in a PostgreSQL text, half a surrogate pair none in UTF-8.
    if "\x00" in text:
        return True
    return not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)
