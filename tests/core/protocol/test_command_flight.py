"""Commands on their way: how many at once, in which order, under which number."""

from datetime import UTC, datetime

import pytest

from pam_core.protocol import client_effects as effects
from pam_core.protocol import frames, limits
from pam_core.protocol.command_flight import ANSWER_SECONDS, CommandFlight
from pam_core.vocabulary.sync import Receipt, Verdict, Waiting
from tests.support.sync_disks import uuid

AT = datetime(2026, 7, 1, tzinfo=UTC)


def waiting(cseq: int, number: int | None = None, text: str = "fine") -> Waiting:
    """Command `number` of the user's under the number `cseq`; they are the same at first."""
    id = uuid(2, cseq if number is None else number)
    return Waiting(id=id, cseq=cseq, type="feedback", body={"text": text}, made_at=AT)


def outbox(first: int, last: int) -> list[Waiting]:
    return [waiting(cseq) for cseq in range(first, last + 1)]


def ready(last_cseq: int, server_has: int) -> CommandFlight:
    flight = CommandFlight(last_cseq)
    flight.expect(server_has)
    flight.blocked = False
    return flight


def sent(wanted: list[object]) -> list[int]:
    return [one.frame.cseq for one in wanted if isinstance(one, effects.SendFrame)]


def flown(first: int, last: int) -> CommandFlight:
    """These are on the wire, and nobody has answered."""
    flight = ready(last, first - 1)
    flight.pump(0.0)
    assert sent(flight.offered(outbox(first, last), 0.0)) == list(range(first, last + 1))
    return flight


def ack(cseq: int, verdict: str = "committed", number: int | None = None) -> frames.Ack:
    id = uuid(2, cseq if number is None else number)
    return frames.Ack(id=id, cseq=cseq, verdict=verdict, seq=0)


def refusal(cseq: int, code: str, *, retryable: bool = True, **more: int) -> frames.ErrorFrame:
    id = uuid(2, cseq)
    return frames.ErrorFrame(code=code, message="", in_reply_to=id, retryable=retryable, **more)


# How many ----------------------------------------------------------------------------------------


def test_sixteen_are_on_the_wire():
    """No more than sixteen are unanswered; each answer makes room for one."""
    flight = ready(40, 0)
    assert flight.pump(0.0) == [effects.Fetch(after_cseq=0, limit=16)]
    assert sent(flight.offered(outbox(1, 16), 0.0)) == list(range(1, 17))
    assert flight.pump(0.0) == []
    flight.acknowledged(ack(1), 1.0)
    assert flight.pump(1.0) == [effects.Fetch(after_cseq=16, limit=1)]
    assert sent(flight.offered(outbox(17, 17), 1.0)) == [17]
    assert flight.pump(1.0) == []


def test_the_outbox_is_asked_once_at_a_time():
    """While the outbox has not answered it is not asked again."""
    flight = ready(1, 0)
    assert flight.pump(0.0) == [effects.Fetch(after_cseq=0, limit=16)]
    flight.grew()
    assert flight.pump(0.0) == []
    flight.offered(outbox(1, 1), 0.0)
    assert flight.pump(0.0) == [effects.Fetch(after_cseq=1, limit=15)]


def test_an_outbox_that_is_empty_is_asked_when_it_grew():
    """Nobody asks an empty outbox again and again."""
    flight = ready(0, 0)
    flight.pump(0.0)
    assert flight.offered([], 0.0) == []
    assert flight.pump(0.0) == []
    flight.grew()
    assert flight.pump(0.0) == [effects.Fetch(after_cseq=0, limit=16)]


# Answers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", ["committed", "duplicate", "rejected"])
def test_a_receipt_takes_it_out(verdict):
    """Any receipt settles its command, once."""
    flight = flown(1, 2)
    (settle,) = flight.acknowledged(ack(1, verdict), 1.0)
    assert [one.id for one in settle.receipts] == [uuid(2, 1)]
    assert flight.acknowledged(ack(1, verdict), 1.0) == []


def test_pending_is_no_receipt():
    """What is pending stays on its way, and is no longer thought to be lost."""
    flight = flown(1, 1)
    assert flight.acknowledged(ack(1, "pending"), 50.0) == []
    assert not flight.is_lost(ANSWER_SECONDS + 1)
    assert len(flight.acknowledged(ack(1), 61.0)) == 1


def test_what_nobody_answers_is_noticed():
    """A minute without any answer means that one was lost; without anything sent it means nothing.

    The minute begins with what was sent, not with the connection.
    """
    flight = ready(1, 0)
    flight.pump(0.0)
    flight.offered(outbox(1, 1), 100.0)
    assert flight.next_deadline == 100.0 + ANSWER_SECONDS
    assert not flight.is_lost(159.0)
    assert flight.is_lost(160.0)
    flight.acknowledged(ack(1), 160.0)
    assert not flight.is_lost(10_000.0)
    assert flight.next_deadline is None


@pytest.mark.parametrize("code", ["malformed", "unknown_type", "too_long", "version"])
def test_what_is_never_taken_is_settled_as_rejected(code):
    """A command that the server will never read holds up nothing."""
    flight = flown(1, 2)
    (settle,) = flight.refused(refusal(1, code, retryable=False), 1.0)
    assert settle.receipts == (
        Receipt(id=uuid(2, 1), cseq=1, verdict=Verdict.REJECTED, seq=0, error=code),
    )


def test_what_cannot_be_sent_is_settled_and_the_next_one_takes_its_number():
    """A command that is none is refused here; the server then asks for the number it left."""
    flight = ready(3, 0)
    flight.pump(0.0)
    broken = waiting(2, text="x" * 5000)
    first, settle, third = flight.offered([waiting(1), broken, waiting(3)], 0.0)
    assert sent([first, third]) == [1, 3]
    assert [one.verdict for one in settle.receipts] == [Verdict.REJECTED]
    flight.acknowledged(ack(1), 1.0)
    flight.refused(refusal(3, "gap", expected=2), 1.0)
    assert flight.pump(1.0) == [effects.Renumber(first=2)]
    flight.renumbered()
    assert flight.pump(1.0) == [effects.Fetch(after_cseq=1, limit=16)]
    assert sent(flight.offered([waiting(2, number=3)], 1.0)) == [2]


def test_an_error_about_nothing_sent_changes_nothing():
    """Errors that name no command of these are somebody else's."""
    flight = flown(1, 1)
    assert flight.refused(refusal(9, "gap", expected=9), 1.0) == []
    flight.grew()
    assert flight.pump(1.0) == [effects.Fetch(after_cseq=1, limit=15)]


def test_the_longest_is_given_up_for_a_frames_length():
    """Closed with 1009, the longest of those on the wire is settled as too long."""
    flight = ready(3, 0)
    flight.pump(0.0)
    flight.offered([waiting(1), waiting(2, text="x" * 3000), waiting(3)], 0.0)
    (settle,) = flight.too_big()
    assert [(one.id, one.error) for one in settle.receipts] == [(uuid(2, 2), "too_long")]
    assert ready(0, 0).too_big() == []


# Order -------------------------------------------------------------------------------------------


def test_a_rate_limit_keeps_the_order():
    """Nothing is sent before the time that was named, then all that is left in its order."""
    flight = flown(1, 4)
    flight.acknowledged(ack(1), 1.0)
    for cseq in (2, 3, 4):
        flight.hold(1.7)
        flight.refused(refusal(cseq, "rate_limited", retry_after_ms=700), 1.0)
    flight.grew()
    assert flight.pump(1.6) == []
    assert flight.next_deadline == 1.7
    assert flight.pump(1.7) == [effects.Fetch(after_cseq=1, limit=16)]
    assert sent(flight.offered(outbox(2, 5), 1.7)) == [2, 3, 4, 5]


def test_nothing_overtakes_one_that_may_still_be_taken():
    """While one is unanswered, those behind what was not taken are not sent again."""
    flight = flown(1, 3)
    flight.refused(refusal(1, "unavailable", retry_after_ms=1), 1.0)
    flight.refused(refusal(2, "unavailable", retry_after_ms=1), 1.0)
    flight.grew()
    assert flight.pump(5.0) == []
    flight.acknowledged(ack(3, "rejected"), 5.0)
    assert flight.pump(5.0) == [effects.Fetch(after_cseq=0, limit=16)]


def test_what_was_asked_before_a_refusal_is_not_sent_after_it():
    """Commands fetched before one was not taken would overtake it: they wait."""
    flight = flown(1, 2)
    flight.grew()
    assert flight.pump(0.5) == [effects.Fetch(after_cseq=2, limit=14)]
    flight.refused(refusal(1, "gap", expected=1), 1.0)
    assert flight.offered(outbox(3, 3), 1.0) == []
    flight.refused(refusal(2, "gap", expected=1), 1.0)
    assert flight.pump(1.0) == [effects.Fetch(after_cseq=0, limit=16)]


def test_a_refusal_without_a_time_is_not_tried_in_a_hurry():
    """Where the server names no time, a second passes."""
    flight = flown(1, 1)
    flight.refused(refusal(1, "hello_first"), 1.0)
    assert flight.pump(1.9) == []
    assert flight.pump(2.0) == [effects.Fetch(after_cseq=0, limit=16)]


def test_what_is_fetched_while_blocked_is_fetched_again():
    """A token that ended in between does not let commands out, nor forgets them."""
    flight = ready(1, 0)
    flight.pump(0.0)
    flight.blocked = True
    assert flight.offered(outbox(1, 1), 0.0) == []
    assert flight.pump(0.0) == []
    flight.blocked = False
    assert flight.pump(0.0) == [effects.Fetch(after_cseq=0, limit=16)]


# Numbers -----------------------------------------------------------------------------------------


def test_a_device_that_was_put_back_numbers_anew():
    """Behind the server's count, the outbox is numbered from the one after before it is sent."""
    flight = ready(5, 9)
    flight.pump(0.0)
    assert flight.offered(outbox(4, 5), 0.0) == [effects.Renumber(first=10)]
    assert flight.pump(0.0) == []
    flight.renumbered()
    assert flight.pump(0.0) == [effects.Fetch(after_cseq=9, limit=16)]
    assert sent(flight.offered([waiting(10, number=4), waiting(11, number=5)], 0.0)) == [10, 11]


def test_a_server_that_was_put_back_is_followed():
    """Ahead of the server's count as well."""
    flight = ready(9, 2)
    flight.pump(0.0)
    assert flight.offered(outbox(8, 9), 0.0) == [effects.Renumber(first=3)]


def test_an_empty_outbox_follows_the_servers_count():
    """The next command of a device that was put back gets a number that is free."""
    flight = ready(5, 9)
    flight.pump(0.0)
    assert flight.offered([], 0.0) == [effects.Renumber(first=10)]


def test_an_outbox_that_follows_on_is_not_numbered():
    """What was not sent yet begins right after what the server has."""
    flight = ready(5, 3)
    flight.pump(0.0)
    assert sent(flight.offered(outbox(4, 5), 0.0)) == [4, 5]


def test_numbers_never_go_below_what_the_server_said_at_first():
    """An answer that is late, and says less than what is known, does not lower the count."""
    flight = flown(6, 7)
    flight.refused(refusal(6, "cseq_behind", expected=3), 1.0)
    flight.refused(refusal(7, "cseq_behind", expected=3), 1.0)
    assert flight.pump(1.0) == [effects.Fetch(after_cseq=5, limit=16)]


def test_numbers_never_go_below_what_was_committed():
    """A committed command raises the floor: what is behind it goes on above it."""
    flight = flown(1, 3)
    flight.refused(refusal(1, "gap", expected=1), 1.0)
    flight.acknowledged(ack(2), 1.0)
    flight.refused(refusal(3, "gap", expected=2), 1.0)
    assert flight.pump(1.0) == [effects.Renumber(first=3)]


def test_the_highest_of_the_expected_numbers_holds():
    """Whichever order the errors of a batch come in, the highest number is the server's."""
    flight = flown(1, 2)
    flight.refused(refusal(1, "cseq_behind", expected=8), 1.0)
    flight.refused(refusal(2, "gap", expected=4), 1.0)
    assert flight.pump(1.0) == [effects.Renumber(first=8)]


def test_a_window_is_full_again_after_numbering():
    """What is sent again is a window at most."""
    flight = flown(1, 16)
    for cseq in range(1, 17):
        flight.refused(refusal(cseq, "cseq_behind", expected=20), 1.0)
    assert flight.pump(1.0) == [effects.Renumber(first=20)]
    flight.renumbered()
    assert flight.pump(1.0) == [effects.Fetch(after_cseq=19, limit=limits.UNACKNOWLEDGED)]
