"""The server's end of a connection, told by what it answers at the edges."""

import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pam_core.protocol import frames, limits
from pam_core.protocol import server_effects as effects
from pam_core.protocol.codec import encode
from pam_core.protocol.limits import Close
from pam_core.protocol.server_session import ServerSession
from pam_core.vocabulary.sync import Receipt, Thing, Verdict
from tests.support.sync_disks import uuid

AT = datetime(2026, 7, 1, tzinfo=UTC)
HELLO = frames.Hello(device_id=uuid(1, 1))


def feedback(cseq: int, text: str = "fine") -> frames.Feedback:
    return frames.Feedback(id=uuid(2, cseq), cseq=cseq, text=text, occurred_at=AT)


def receipt(cseq: int) -> Receipt:
    return Receipt(id=uuid(2, cseq), cseq=cseq, verdict=Verdict.COMMITTED, seq=0)


def event(seq: int, words: str = "eggs") -> frames.ChatResponse:
    return frames.ChatResponse(
        id=uuid(3, seq), seq=seq, in_reply_to=uuid(2, 1), conversation_id=uuid(4, 1), message=words
    )


def delta(words: str) -> frames.ChatDelta:
    return frames.ChatDelta(in_reply_to=uuid(2, 1), attempt=1, index=0, text=words)


def greeted(session: ServerSession, head_seq: int = 0, now: float = 0.0) -> list[object]:
    session.receive(encode(HELLO), now)
    return session.standing(
        epoch="e",
        head_seq=head_seq,
        last_cseq=0,
        is_reset=False,
        server_time=AT,
        token_exp=None,
        now=now,
    )


def ready(head_seq: int = 0, token_seconds: float = 900.0) -> ServerSession:
    session = ServerSession("s", 0.0, token_seconds=token_seconds)
    greeted(session, head_seq)
    return session


def told(wanted: list[object]) -> list[object]:
    """What is sent, each of which the wire takes."""
    sent = [one for one in wanted if isinstance(one, effects.SendFrame)]
    assert all(one.text in ("", encode(one.frame)) for one in sent)
    return [one.frame for one in sent]


def errors(wanted: list[object]) -> list[tuple[str, bool]]:
    found = [one for one in told(wanted) if isinstance(one, frames.ErrorFrame)]
    return [(one.code, one.retryable) for one in found]


def closes(wanted: list[object]) -> list[Close]:
    return [one.code for one in wanted if isinstance(one, effects.CloseSocket)]


# Hello -------------------------------------------------------------------------------------------


def test_no_hello_for_ten_seconds_ends_it():
    """Who does not greet is not kept, however much else they say."""
    session = ServerSession("s", 0.0, token_seconds=900.0)
    session.receive(encode(frames.Ping()), 9.0)
    assert session.next_deadline == limits.HELLO_SECONDS
    assert session.tick(9.9) == []
    assert closes(session.tick(10.0)) == [Close.HEARTBEAT]
    assert session.tick(11.0) == []


def test_a_hello_of_another_version_is_told_to_update():
    """A client of another version is told so and closed with 4426, not looked up."""
    session = ServerSession("s", 0.0, token_seconds=900.0)
    wanted = session.receive(encode(replace(HELLO, version=2)), 1.0)
    assert errors(wanted) == [("version", False)]
    assert closes(wanted) == [Close.UPDATE]
    assert len(wanted) == 2


def test_a_frame_of_another_version_before_hello_is_told_to_update():
    """So is a client from the future whose very frames are of another version."""
    session = ServerSession("s", 0.0, token_seconds=900.0)
    wanted = session.receive('{"v":2,"type":"connection","state":"hello"}', 1.0)
    assert errors(wanted) == [("version", False)]
    assert closes(wanted) == [Close.UPDATE]


def test_a_second_hello_changes_nothing():
    """Who was greeted once stays who they are; the socket lives."""
    session = ready()
    wanted = session.receive(encode(replace(HELLO, device_id=uuid(1, 2))), 1.0)
    assert errors(wanted) == [("second_hello", False)]
    assert len(wanted) == 1
    assert session.device_id == HELLO.device_id


def test_commands_before_ready_are_to_be_sent_again():
    """A command that came too early is not lost: it may be sent again."""
    session = ServerSession("s", 0.0, token_seconds=900.0)
    assert errors(session.receive(encode(feedback(1)), 0.0)) == [("hello_first", True)]
    session.receive(encode(HELLO), 0.0)
    assert errors(session.receive(encode(feedback(1)), 0.0)) == [("hello_first", True)]


def test_it_is_answered_once():
    """A lookup that is answered twice says ready once."""
    session = ServerSession("s", 0.0, token_seconds=900.0)
    assert len(told(greeted(session))) == 1
    again = session.standing(
        epoch="e", head_seq=0, last_cseq=0, is_reset=False, server_time=AT, token_exp=None, now=0.0
    )
    assert again == []


def test_news_before_ready_is_hinted_at():
    """What was committed while the device was looked up is not passed over in silence."""
    session = ServerSession("s", 0.0, token_seconds=900.0)
    assert session.news((event(5),), 5) == []
    first, second = told(greeted(session, head_seq=4))
    assert isinstance(first, frames.Ready)
    assert second == frames.Pong(head_seq=5)


# What cannot be read -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"v":1,"type":"warp"}', "unknown_type"),
        ('{"v":2,"type":"ping"}', "version"),
        ("nonsense", "not_json"),
        (b"\xff\xfe", "not_json"),
        ('{"v":1,"type":"chat"}', "malformed"),
        (" " * (limits.FRAME_BYTES + 1), "too_long"),
    ],
)
def test_bad_frames_are_answered_and_the_socket_lives(text, code):
    """Nothing that a greeted client says ends the socket."""
    session = ready()
    wanted = session.receive(text, 29.0)
    assert errors(wanted) == [(code, False)]
    assert len(wanted) == 1
    assert session.tick(31.0) == [], "it was heard of"
    (pong,) = told(session.receive(encode(frames.Ping()), 32.0))
    assert isinstance(pong, frames.Pong)


def test_a_bad_command_is_named():
    """Who sent a command that is none learns which one it was."""
    bad = json.loads(encode(feedback(1))) | {"thumb": 7}
    (error,) = told(ready().receive(json.dumps(bad), 1.0))
    assert (error.code, error.in_reply_to, error.retryable) == ("malformed", uuid(2, 1), False)


def test_nobody_heard_for_thirty_seconds_is_gone():
    """Half a connection is ended by its silence."""
    session = ready()
    assert session.tick(29.9) == []
    assert closes(session.tick(30.0)) == [Close.HEARTBEAT]


# Commands ----------------------------------------------------------------------------------------


def test_commands_that_come_during_a_commit_make_the_next():
    """One commit at a time; what came meanwhile follows in its order."""
    session = ready()
    (first,) = session.receive(encode(feedback(1)), 1.0)
    assert first.commands == (feedback(1),)
    assert session.receive(encode(feedback(2)), 1.0) == []
    assert session.receive(encode(feedback(3)), 1.0) == []
    ack, batch = session.committed([receipt(1)], 0)
    assert ack.frame.id == uuid(2, 1)
    assert batch == effects.CommitCommands(commands=(feedback(2), feedback(3)))


def test_a_rate_limit_says_when_for_each_that_was_not_taken():
    """The first of a batch may be taken and the rest told to wait; the socket stays open."""
    session = ready()
    session.receive(encode(feedback(1)), 1.0)
    for cseq in (2, 3, 4):
        session.receive(encode(feedback(cseq)), 1.0)
    session.committed([receipt(1)], 0)
    wanted = session.committed([receipt(2)], 0, code="rate_limited", retry_after_ms=700)
    refused = [one for one in told(wanted) if isinstance(one, frames.ErrorFrame)]
    assert [(one.in_reply_to, one.retry_after_ms, one.retryable) for one in refused] == [
        (uuid(2, 3), 700, True),
        (uuid(2, 4), 700, True),
    ]
    assert closes(wanted) == []


def test_a_gap_names_the_number_that_is_due():
    """Whose number has not come learns which one has."""
    session = ready()
    session.receive(encode(feedback(7)), 1.0)
    (error,) = told(session.committed([], 0, expected=3, code="gap"))
    assert (error.code, error.expected, error.retryable) == ("gap", 3, True)


def test_a_failed_commit_is_to_be_sent_again():
    """Where nothing was written, everything may be sent again, and what waits is tried."""
    session = ready()
    session.receive(encode(feedback(1)), 1.0)
    session.receive(encode(feedback(2)), 1.0)
    wanted = session.not_committed("unavailable", "Not now.")
    assert errors(wanted) == [("unavailable", True)]
    assert wanted[-1] == effects.CommitCommands(commands=(feedback(2),))


def test_a_client_that_does_not_wait_for_answers_is_held_off():
    """No more than a hundred wait here, whatever a client sends."""
    session = ready()
    texts = [encode(feedback(cseq)) for cseq in range(1, 103)]
    answers = [session.receive(text, 1.0) for text in texts]
    assert errors(answers[100]) == []
    assert errors(answers[101]) == [("too_many", True)]


# What no frame can hold --------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"x": "a" * limits.FRAME_BYTES}, {"x": math.nan}])
def test_a_receipt_goes_out_without_what_does_not_fit(fields):
    """A verdict arrives even where the thing that stands fits into no frame."""
    session = ready()
    session.receive(encode(feedback(1)), 1.0)
    thing = Thing(entity="note", id="t", rev=1, fields=fields, at=AT)
    refused = replace(receipt(1), verdict=Verdict.REJECTED, error="conflict", thing=thing)
    (ack,) = told(session.committed([refused], 0))
    assert (ack.verdict, ack.error, ack.thing) == ("rejected", "conflict", None)


def test_a_receipt_tells_what_stands():
    """What stands at the server goes with the refusal where it fits."""
    session = ready()
    session.receive(encode(feedback(1)), 1.0)
    thing = Thing(entity="note", id="t", rev=1, fields={"x": "eggs"}, at=AT)
    refused = replace(receipt(1), verdict=Verdict.REJECTED, error="conflict", thing=thing)
    (ack,) = told(session.committed([refused], 0))
    assert ack.thing.fields == {"x": "eggs"}


@pytest.mark.parametrize("words", ["a" * limits.FRAME_BYTES, "\x00", "\ud800"])
def test_advice_that_does_not_fit_is_dropped(words):
    """A piece of an answer that fits into no frame is not sent, and the next one is."""
    session = ready()
    assert session.tell(delta(words)) == []
    assert told(session.tell(delta("eggs"))) == [delta("eggs")]


def test_an_event_that_does_not_fit_is_pulled():
    """The client is told how far the log goes, and gets the event by asking."""
    session = ready()
    long = event(2, "a" * limits.FRAME_BYTES)
    assert told(session.news((event(1), long, event(3)), 3)) == [event(1), frames.Pong(head_seq=3)]
    assert told(session.news((event(4),), 4)) == [event(4)]


def test_a_hole_in_the_news_is_hinted_at():
    """What does not follow on is not pushed."""
    assert told(ready(head_seq=4).news((event(6),), 6)) == [frames.Pong(head_seq=6)]


# The access token --------------------------------------------------------------------------------


def test_a_token_ends_in_stages():
    """Two minutes before its end, at its end, and a minute after, each once."""
    session = ServerSession("s", 0.0, token_seconds=900.0)
    greeted(session)

    def at(now: float) -> list[object]:
        session.receive(encode(frames.Pong()), now)
        return session.tick(now)

    assert at(779.9) == []
    assert told(at(780.0)) == [frames.AuthRequired(reason="expiring")]
    assert at(899.9) == []
    assert told(at(900.0)) == [frames.AuthRequired(reason="expired")]
    assert errors(session.receive(encode(feedback(1)), 901.0)) == [("token_expired", True)]
    assert at(959.9) == []
    assert closes(at(960.0)) == [Close.UNAUTHENTICATED]


def test_a_newer_token_goes_on():
    """With a newer token commands are taken again, and its own end is told anew."""
    session = ready(token_seconds=10.0)
    session.tick(10.0)
    (check,) = session.receive(encode(frames.Auth(token="t")), 11.0)
    assert check == effects.CheckToken(token="t")
    assert session.authorised(900.0, 11.0) == []
    (batch,) = session.receive(encode(feedback(1)), 12.0)
    assert isinstance(batch, effects.CommitCommands)
    session.receive(encode(frames.Pong()), 791.0)
    assert told(session.tick(791.0)) == [frames.AuthRequired(reason="expiring")]


def test_a_token_that_is_no_good_takes_nothing_away():
    """A refused token leaves the one before in force."""
    session = ready()
    assert told(session.refused()) == [frames.AuthRequired(reason="revoked")]
    (batch,) = session.receive(encode(feedback(1)), 1.0)
    assert isinstance(batch, effects.CommitCommands)


def test_a_revoked_session_is_told_and_closed():
    """Who signed out elsewhere is told so, and hears nothing more."""
    session = ready()
    wanted = session.revoked()
    assert told(wanted) == [frames.AuthRequired(reason="revoked")]
    assert closes(wanted) == [Close.UNAUTHENTICATED]
    assert session.receive(encode(feedback(1)), 1.0) == []
    assert session.news((event(1),), 1) == []
    assert session.committed([receipt(1)], 0) == []


def test_nobody_reads_further_than_the_log():
    """A client from the future does not move the mark of what it has seen past the log's end."""
    session = ready(head_seq=3)
    session.receive(encode(frames.Seen(seq=9)), 1.0)
    assert session.seen == 3
