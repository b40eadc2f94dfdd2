"""The desktop's end of a connection, told by what it asks of its driver."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pam_core.protocol import client_effects as effects
from pam_core.protocol import frames, limits
from pam_core.protocol.client_session import REFRESH_AGAIN_SECONDS, SEEN_SECONDS, ClientSession
from pam_core.protocol.codec import encode
from pam_core.protocol.limits import Close
from pam_core.protocol.translation import command_of
from pam_core.vocabulary.sync import SyncStanding, Waiting
from tests.support.sync_disks import uuid

AT = datetime(2026, 7, 1, tzinfo=UTC)
STANDING = SyncStanding(
    device_id=uuid(1, 1),
    account=None,
    is_signed_in=True,
    epoch="e",
    since=3,
    last_cseq=1,
    waiting=1,
    conflicts=0,
)
READY = frames.Ready(session="s", epoch="e", head_seq=3, last_cseq=0, server_time=AT)
FETCH = effects.Fetch(after_cseq=0, limit=16)


def session(standing: SyncStanding = STANDING) -> ClientSession:
    made = ClientSession(standing, 0.0, jitter=0.0)
    made.start()
    return made


def ready(frame: frames.Ready = READY, standing: SyncStanding = STANDING) -> ClientSession:
    made = session(standing)
    made.receive(frame, 0.0)
    return made


def waiting(cseq: int) -> Waiting:
    return Waiting(id=uuid(2, cseq), cseq=cseq, type="feedback", body={"text": "fine"}, made_at=AT)


def event(seq: int) -> frames.ChatResponse:
    return frames.ChatResponse(
        id=uuid(3, seq), seq=seq, in_reply_to=uuid(2, 1), conversation_id=uuid(4, 1), message="eggs"
    )


def of(wanted: list[object], kind: type) -> list[object]:
    return [one for one in wanted if isinstance(one, kind)]


def sent(wanted: list[object]) -> list[object]:
    return [one.frame for one in of(wanted, effects.SendFrame)]


# The beginning and the end -----------------------------------------------------------------------


def test_it_says_how_far_it_is():
    """The first frame tells who this is and how far it has read and written."""
    made = ClientSession(STANDING, 0.0, jitter=0.0, client="PAM 1")
    assert sent(made.start()) == [
        frames.Hello(device_id=uuid(1, 1), client="PAM 1", epoch="e", since=3, last_cseq=1)
    ]


def test_nothing_goes_out_before_ready():
    """Neither commands nor pulls nor news count before the server has said where it stands."""
    made = session()
    assert made.outbox_grew(1.0) == []
    assert made.receive(event(4), 1.0) == []
    assert made.receive(frames.Pong(head_seq=9), 1.0) == []


def test_ready_begins_it():
    """With ready the outbox is asked, and the window told that all is caught up."""
    assert session().receive(READY, 1.0) == [FETCH, effects.Online(behind=0)]


def test_a_second_ready_changes_nothing():
    """What a server says twice counts once."""
    made = ready()
    assert made.receive(replace(READY, epoch="other", head_seq=99), 1.0) == []


def test_no_ready_ends_it():
    """A server that accepts and says nothing is not waited for longer than half a minute."""
    made = session()
    assert made.next_deadline == limits.DEAD_SECONDS
    assert of(made.tick(30.0), effects.CloseLink) == [effects.CloseLink(code=Close.HEARTBEAT)]


def test_late_answers_do_no_harm():
    """After its end nothing is asked any more, whatever is still answered."""
    made = ready()
    assert made.close() == [effects.CloseLink(code=Close.NORMAL)]
    late = [
        made.receive(READY, 1.0),
        made.offered([waiting(1)], 1.0),
        made.renumbered(1.0),
        made.applied(4, 1.0),
        made.not_applied("sync.hole", 1.0),
        made.pulled("e", 9, [event(4)], 1.0),
        made.pull_failed(1.0),
        made.snapshot_required(1.0),
        made.snapshot_taken("e", 9, 1.0),
        made.token("t", 1.0),
        made.outbox_grew(1.0),
        made.tick(99.0),
        made.close(),
        made.lost(1009),
    ]
    assert late == [[]] * len(late)


def test_too_long_a_frame_is_given_up():
    """Closed with 1009, the longest command on the wire is settled, and no other close does so."""
    made = ready()
    made.offered([waiting(1)], 1.0)
    (settle,) = made.lost(1009)
    assert settle.receipts[0].error == "too_long"
    other = ready()
    other.offered([waiting(1)], 1.0)
    assert other.lost(1001) == []


# The heartbeat -----------------------------------------------------------------------------------


def test_silence_is_asked_about_and_then_ended():
    """After twenty seconds a ping, after thirty the end."""
    made = ready()
    made.offered([], 0.0)
    assert made.tick(19.9) == []
    assert made.next_deadline == 20.0
    assert sent(made.tick(20.0)) == [frames.Ping()]
    assert made.tick(29.9) == []
    assert made.tick(30.0) == [effects.CloseLink(code=Close.HEARTBEAT)]


def test_anything_heard_is_a_sign_of_life():
    """A frame that nobody here can read keeps the line as alive as any other."""
    made = ready()
    made.offered([], 0.0)
    made.unreadable(25.0)
    assert made.tick(44.9) == []
    assert sent(made.tick(45.0)) == [frames.Ping()]


@pytest.mark.parametrize(("asked", "kept"), [(0.0, 5.0), (9.0, 9.0), (9e9, 25.0)])
def test_the_heartbeat_is_the_servers_within_reason(asked, kept):
    """A server may ask for another heartbeat, but neither for a flood nor for none."""
    made = ready(replace(READY, heartbeat_seconds=asked))
    made.offered([], 0.0)
    assert made.next_deadline == kept


def test_a_ping_is_answered():
    """Who asks is answered."""
    assert sent(ready().receive(frames.Ping(), 1.0)) == [frames.Pong()]


def test_a_lost_answer_ends_it():
    """With pongs only and no answer for a minute, the connection is given up."""
    made = ready()
    made.offered([waiting(1)], 0.0)
    made.receive(frames.Pong(), 59.0)
    assert of(made.tick(59.9), effects.CloseLink) == []
    assert made.tick(60.0) == [effects.CloseLink(code=Close.HEARTBEAT)]


# The access token --------------------------------------------------------------------------------


def test_a_token_that_ends_soon_is_renewed_beside():
    """Commands go on while a newer token is fetched, which is sent on the live socket."""
    made = ready()
    assert made.receive(frames.AuthRequired(reason="expiring"), 1.0) == [effects.RefreshToken()]
    assert len(sent(made.offered([waiting(1)], 1.0))) == 1
    assert sent(made.token("newer", 2.0)) == [frames.Auth(token="newer")]


def test_it_is_asked_for_once():
    """However often the server says so, one newer token is fetched at a time."""
    made = ready()
    made.receive(frames.AuthRequired(reason="expiring"), 1.0)
    assert made.receive(frames.AuthRequired(reason="expired"), 2.0) == []
    assert made.refresh_failed(3.0) == []
    assert made.receive(frames.AuthRequired(reason="expired"), 4.0) == []
    assert made.tick(3.0 + REFRESH_AGAIN_SECONDS) == [effects.RefreshToken()]


def test_commands_wait_for_a_valid_token():
    """After its end nothing of the outbox goes out; with a newer one it does, behind it."""
    made = ready()
    made.receive(frames.AuthRequired(reason="expired"), 1.0)
    assert made.offered([waiting(1)], 1.0) == []
    assert made.token("newer", 2.0) == [
        effects.SendFrame(frame=frames.Auth(token="newer")),
        FETCH,
    ]


def test_a_command_refused_for_its_token_goes_again():
    """One that was on its way when the token ended is sent again, and not lost."""
    made = ready()
    made.offered([waiting(1)], 1.0)
    error = frames.ErrorFrame(
        code="token_expired", message="", in_reply_to=uuid(2, 1), retryable=True
    )
    assert made.receive(error, 2.0) == [effects.Told(error=error), effects.RefreshToken()]
    assert of(made.token("newer", 3.0), effects.Fetch) == [FETCH]


def test_a_new_token_that_is_refused_ends_it():
    """A token fetched just now and refused is not exchanged for yet another one."""
    made = ready()
    assert made.receive(frames.AuthRequired(reason="revoked"), 1.0) == [effects.RefreshToken()]
    made.token("newer", 2.0)
    wanted = made.receive(frames.AuthRequired(reason="revoked"), 3.0)
    assert wanted == [effects.CloseLink(code=Close.UNAUTHENTICATED)]


# The outbox --------------------------------------------------------------------------------------


def test_a_rate_limit_is_told_and_waited_for():
    """Nothing more goes out before the time the server named."""
    made = ready()
    made.offered([waiting(1)], 1.0)
    error = frames.ErrorFrame(
        code="rate_limited", message="", in_reply_to=uuid(2, 1), retryable=True, retry_after_ms=2500
    )
    assert made.receive(error, 1.0) == [effects.Told(error=error)]
    assert made.outbox_grew(3.4) == []
    assert made.next_deadline == 3.5
    assert made.tick(3.5) == [FETCH]


def test_a_gap_is_numbered_anew():
    """The outbox is numbered from what the server expects, and only then asked again."""
    made = ready()
    made.offered([waiting(1)], 1.0)
    error = frames.ErrorFrame(
        code="gap", message="", in_reply_to=uuid(2, 1), retryable=True, expected=8
    )
    assert made.receive(error, 1.0) == [effects.Told(error=error), effects.Renumber(first=8)]
    assert made.outbox_grew(1.0) == []
    assert made.renumbered(1.0) == [effects.Fetch(after_cseq=7, limit=16)]


def test_the_largest_chat_that_is_taken_can_be_sent():
    """Whatever the outbox holds is either refused here or fits a frame, at every limit at once."""
    made = command_of(
        Waiting(
            id=uuid(2, 1),
            cseq=limits.MOST_WHOLE,
            type="chat",
            body={
                "conversation_id": uuid(4, 1),
                "message": "\x01" * limits.MESSAGE_CHARACTERS,
                "context": {
                    "session_data": {"x": "\U0001f690" * (limits.CONTEXT_CHARACTERS - 100)}
                },
                "zone": "\x01" * 64,
            },
            made_at=AT,
        )
    )
    assert len(encode(made).encode()) <= limits.FRAME_BYTES


# The log -----------------------------------------------------------------------------------------


def test_what_follows_on_is_applied():
    """Pushed events that follow on go to the disk one after the other."""
    made = ready()
    assert of(made.receive(event(4), 1.0), effects.Apply) == [
        effects.Apply(epoch="e", events=(event(4),))
    ]
    assert of(made.receive(event(5), 1.0), effects.Apply) == [
        effects.Apply(epoch="e", events=(event(5),))
    ]
    assert made.since == 3, "none of it is on the disk yet"


def test_a_hole_is_pulled_once_what_came_is_on_the_disk():
    """A page is asked for from where the disk ends, not before what was handed over is there."""
    made = ready()
    made.receive(event(4), 1.0)
    assert of(made.receive(event(6), 1.0), effects.Pull) == []
    assert of(made.applied(4, 1.0), effects.Pull) == [
        effects.Pull(epoch="e", since=4, limit=limits.BATCH_EVENTS)
    ]
    assert of(made.receive(event(5), 1.0), effects.Apply) == [], "while a page is on its way"
    (apply,) = of(made.pulled("e", 6, [event(5), event(6)], 1.0), effects.Apply)
    assert [one.seq for one in apply.events] == [5, 6]


def test_what_is_known_is_not_applied_again():
    """A copy of an event, and a page that begins too early, bring nothing a second time."""
    made = ready()
    assert of(made.receive(event(3), 1.0), effects.Apply) == []
    made.receive(frames.Pong(head_seq=4), 1.0)
    (apply,) = of(made.pulled("e", 4, [event(3), event(4)], 1.0), effects.Apply)
    assert apply.events == (event(4),)


@pytest.mark.parametrize("page", [[], [5], [4, 6]])
def test_a_page_that_does_not_follow_on_is_asked_again_later(page):
    """A page that is empty or has a hole is not applied, and not asked for in a hurry."""
    made = ready(replace(READY, head_seq=6))
    events = [event(seq) for seq in page]
    assert of(made.pulled("e", 6, events, 1.0), effects.Apply) == []
    assert made.tick(2.9) == []
    assert of(made.tick(3.0), effects.Pull) == [
        effects.Pull(epoch="e", since=3, limit=limits.BATCH_EVENTS)
    ]


def test_what_the_disk_refused_is_asked_again():
    """What was handed over and not applied is pulled, and never counted as read."""
    made = ready()
    made.receive(event(4), 1.0)
    made.not_applied("storage.full", 1.0)
    assert made.since == 3
    assert of(made.tick(3.0), effects.Pull) == [
        effects.Pull(epoch="e", since=3, limit=limits.BATCH_EVENTS)
    ]


@pytest.mark.parametrize(
    "frame",
    [
        replace(READY, resume="reset"),
        replace(READY, epoch="other"),
        replace(READY, head_seq=2),
    ],
)
def test_another_log_begins_with_a_snapshot(frame):
    """Where the log does not connect a snapshot comes first, and no command goes out before."""
    made = session()
    assert made.receive(frame, 1.0)[0] == effects.TakeSnapshot()
    assert of(made.outbox_grew(1.0), effects.Fetch) == []
    assert of(made.snapshot_taken(frame.epoch, 7, 2.0), effects.Fetch) == [FETCH]


def test_a_page_that_is_gone_needs_a_snapshot():
    """409 to a pull is answered with a snapshot, which is taken again where it fails."""
    made = ready(replace(READY, head_seq=6))
    assert of(made.snapshot_required(1.0), effects.TakeSnapshot) == [effects.TakeSnapshot()]
    assert made.snapshot_failed(2.0, 7.0) == []
    assert made.tick(8.9) == []
    assert of(made.tick(9.0), effects.TakeSnapshot) == [effects.TakeSnapshot()]


def test_a_snapshot_of_another_epoch_begins_anew():
    """A server that was restored while the snapshot was taken is greeted anew."""
    made = ready(replace(READY, resume="reset"))
    assert made.snapshot_taken("other", 7, 1.0) == [effects.CloseLink(code=Close.RESTART)]


def test_the_epoch_is_known_before_anything_is_acknowledged():
    """A device that never connected writes the epoch down before its first command goes out."""
    made = session(replace(STANDING, epoch="", since=0))
    wanted = made.receive(replace(READY, head_seq=0), 1.0)
    assert wanted[:2] == [effects.Apply(epoch="e", events=()), FETCH]


def test_how_far_it_has_read_is_reported_now_and_then():
    """What is on the disk is reported, five seconds apart at least."""
    made = ready()
    made.receive(event(4), 1.0)
    assert sent(made.applied(4, 1.0)) == []
    assert sent(made.tick(SEEN_SECONDS)) == [frames.Seen(seq=4)]
    assert sent(made.tick(SEEN_SECONDS + 1)) == []


def test_pieces_of_an_answer_and_the_service_are_passed_on():
    """What stands in no log goes to the window as it comes."""
    delta = frames.ChatDelta(in_reply_to=uuid(2, 1), attempt=1, index=0, text="eggs")
    status = frames.Status(level=2)
    made = ready()
    assert made.receive(delta, 1.0) == [effects.Delta(delta=delta)]
    assert made.receive(status, 1.0) == [effects.Service(status=status)]
