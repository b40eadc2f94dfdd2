"""Frames survive the wire; whatever else comes over it is refused, and told nothing of."""

import json
import math
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pam_core.protocol import frames, limits
from pam_core.protocol.codec import (
    FrameError,
    client_frame,
    encode,
    from_client,
    from_server,
)
from tests.core.protocol import strategies

ID = "00000000-0000-0000-0000-000000000001"
AT = datetime(2026, 7, 1, tzinfo=UTC)
CHAT = {
    "v": 1,
    "type": "chat",
    "id": ID,
    "cseq": 1,
    "conversation_id": ID,
    "message": "secret-words",
    "occurred_at": "2026-01-31T12:00:00Z",
}
MUTATION = {
    "type": "mutation",
    "id": ID,
    "cseq": 1,
    "entity": "expense",
    "thing_id": "t",
    "op": "put",
    "occurred_at": "2026-01-31T12:00:00Z",
}


def refusal(text: str | bytes) -> FrameError:
    with pytest.raises(FrameError) as caught:
        from_client(text)
    return caught.value


@settings(max_examples=150, deadline=None)
@given(frame=strategies.from_client)
def test_client_frames_survive(frame):
    """What a client encodes is what the server reads."""
    assert from_client(encode(frame)) == frame


@settings(max_examples=150, deadline=None)
@given(frame=strategies.from_server)
def test_server_frames_survive(frame):
    """What a server encodes is what the client reads."""
    assert from_server(encode(frame)) == frame


def test_every_frame_is_tried():
    """The strategies leave no frame out."""
    tried = {strategy.wrapped_strategy for strategy in strategies.from_client.element_strategies}
    assert len(tried) == len(get_args(frames.FromClient))
    assert len(strategies.from_server.element_strategies) + 1 == len(get_args(frames.FromServer))


@settings(max_examples=300, deadline=None)
@given(text=st.text() | st.binary() | strategies.values.map(json.dumps))
def test_anything_else_is_a_frame_error(text):
    """Whatever comes, nothing but FrameError is raised."""
    assert refusal(text).code in ("not_json", "malformed", "unknown_type", "version")


ANYTHING = st.one_of(
    strategies.values,
    st.integers(),
    st.floats(),
    st.sampled_from(["\ud800", "\x00", "1", "put", 2**70, True, 1.0]),
)


@settings(max_examples=300, deadline=None)
@given(content=st.dictionaries(st.sampled_from([*CHAT, *MUTATION, "fields"]), ANYTHING))
def test_wrong_fields_are_a_frame_error_or_a_frame(content):
    """A frame with any of its fields replaced is read or refused, by text and by object."""
    for known in (CHAT, MUTATION):
        for read in (lambda it: from_client(json.dumps(it)), client_frame):
            try:
                encode(read(known | content))
            except FrameError as error:
                assert error.sentence


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_json"),
        ("null", "not_json"),
        ("[]", "malformed"),
        ('{"type":"ping","v":NaN}', "not_json"),
        ('{"type":"ping","x":Infinity}', "not_json"),
        ('{"type":"ping","x":1e999}', "malformed"),
        ('{"type":"ping","x":' + "9" * 30_000 + "}", "malformed"),
        ('{"type":"ping","x":0.' + "9" * 30_000 + "}", "malformed"),
        ('{"type":"ping","x":90071992547409920}', "malformed"),
        ('{"type":"ping","type":"ping"}', "not_json"),
        ('{"type":"ping","x":"\\ud800"}', "malformed"),
        ('{"type":"ping","x\\u0000":1}', "malformed"),
        ('{"type":"ping","x":' + "[" * 12 + "]" * 12 + "}", "malformed"),
        ("[" * 65_000, "not_json"),
        ('{"a":' * 10_000, "not_json"),
        ('{"type":"ping","state":' + "[" * 500 + "]" * 500 + "}", "malformed"),
        ('{"type":"connection","state":' + "[" * 500 + "]" * 500 + "}", "unknown_type"),
        ('{"type":["ping"]}', "malformed"),
        ('{"type":"warp"}', "unknown_type"),
        ('{"type":"ready"}', "unknown_type"),
        ('{"type":"ping","v":2}', "version"),
        ('{"type":"ping","v":true}', "version"),
        ('{"type":"ping","v":"1"}', "version"),
        (b"\xff\xfe{\x00}\x00", "not_json"),
        ("é" * (limits.FRAME_BYTES // 2 + 1), "too_long"),
        (b" " * (limits.FRAME_BYTES + 1), "too_long"),
    ],
)
def test_bad_text(text, code):
    """Each kind of bad input has its code."""
    assert refusal(text).code == code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cseq", True),
        ("cseq", 1.0),
        ("cseq", "1"),
        ("cseq", -1),
        ("cseq", 2**53),
        ("id", ID.upper().replace("1", "A")),
        ("id", ID + "\n"),
        ("occurred_at", 1_700_000_000),
        ("occurred_at", "1700000000"),
        ("occurred_at", "2026-01-31T12:00:00"),
        ("occurred_at", "0001-01-01T00:00:00+14:00"),
        ("day", "1700000000"),
        ("day", "2026-02-30"),
        ("fields", []),
        ("fields", {"x": "é" * 16_384}),
        ("op", "drop"),
        ("base_rev", False),
        ("entity", "Expense; drop"),
    ],
)
def test_wrong_types(field, value):
    """No number is taken for a date, no truth for a number, no text for a number."""
    error = refusal(json.dumps(MUTATION | {field: value}, ensure_ascii=False))
    assert error.code == "malformed"
    assert field in error.sentence or "number" in error.sentence


def test_context_is_bounded():
    """A chat's context is 10,000 characters at most."""
    big = {"session_data": {"x": "a" * limits.CONTEXT_CHARACTERS}}
    assert "context" in refusal(json.dumps(CHAT | {"context": big})).sentence


def test_nothing_of_the_input_is_told():
    """Neither the sentence nor a cause of the error quotes what was sent."""
    error = refusal(json.dumps(CHAT | {"message": 7, "zone": "secret-words" * 9, "cseq": "secret"}))
    assert "secret" not in f"{error!r} {error.__cause__!r} {error.__context__!r}"
    assert error.in_reply_to == ID


def test_unknown_fields_are_ignored():
    """A newer PAM may say more."""
    assert from_client('{"v":1,"type":"ping","mood":"fine"}') == frames.Ping()


def test_null_in_a_thing_survives():
    """A field that a merge sets to null arrives as null."""
    frame = client_frame(MUTATION | {"op": "merge", "fields": {"note": None}})
    assert from_client(encode(frame)).fields == {"note": None}


NO_JSON = ["\ud800", "\x00", 2**60, object(), math.nan, math.inf, -math.inf]


@pytest.mark.parametrize("value", NO_JSON)
def test_nothing_unreadable_is_sent(value):
    """What the other side could not read is refused before it is sent, and never made a null."""
    frame = frames.Status(level=1, providers={"x": value})
    with pytest.raises(FrameError) as caught:
        encode(frame)
    assert caught.value.code == "malformed"


@pytest.mark.parametrize("value", NO_JSON)
def test_nothing_unreadable_is_sent_of_a_thing(value):
    """The same deep within the rows of an event; the error says whose frame it was."""
    row = frames.ThingRow(entity="note", id="t", rev=1, fields={"x": [{"y": value}]}, at=AT)
    with pytest.raises(FrameError) as caught:
        encode(frames.WinsUpdate(id=ID, seq=1, things=(row,)))
    assert (caught.value.code, caught.value.in_reply_to) == ("malformed", ID)


def test_long_frames_are_not_sent():
    """A frame beyond 64 KiB is refused where it is made."""
    with pytest.raises(FrameError) as caught:
        encode(frames.Status(level=1, providers={"x": "a" * limits.FRAME_BYTES}))
    assert caught.value.code == "too_long"
