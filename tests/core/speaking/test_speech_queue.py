"""What is said next, and what was heard of it."""

from hypothesis import given
from hypothesis import strategies as st

from pam_core.speaking.speech_queue import CAPACITY, SpeechQueue, heard_part
from pam_core.vocabulary.reply import Priority, Speakable


def item(
    text: str, priority: Priority = Priority.ANSWER, *, turn: str = "", **more: object
) -> Speakable:
    return Speakable(turn_id=turn or text, text=text, priority=priority, **more)  # type: ignore[arg-type]


def say_all(queue: SpeechQueue) -> list[str]:
    said = []
    while (clause := queue.next()) is not None:
        said.append(clause.text)
        queue.heard(clause, 1.0)
    return said


def test_alerts_go_first_and_notices_last() -> None:
    """Alert before answer before notice, first come first served among equals."""
    queue = SpeechQueue()
    for text, priority in [
        ("notice", Priority.NOTICE),
        ("answer one", Priority.ANSWER),
        ("alert", Priority.ALERT),
        ("answer two", Priority.ANSWER),
    ]:
        queue.add(item(text, priority))
    assert say_all(queue) == ["alert", "answer one", "answer two", "notice"]


def test_an_alert_waits_for_the_clause_under_way() -> None:
    """An alert never cuts into a clause, and the answer goes on after it."""
    queue = SpeechQueue()
    queue.add(item("First sentence here. Second sentence here."))
    first = queue.next()
    assert first is not None
    queue.add(item("Alert!", Priority.ALERT))
    queue.heard(first, 1.0)
    assert [first.text, *say_all(queue)] == [
        "First sentence here.",
        "Alert!",
        "Second sentence here.",
    ]


def test_what_was_heard_is_reported() -> None:
    """After an interruption the history has the words that were played, and no others."""
    queue = SpeechQueue()
    queue.add(item("One two three four. Five six seven eight."))
    first = queue.next()
    assert first is not None
    queue.heard(first, 1.0)
    second = queue.next()
    assert second is not None
    assert queue.interrupt() == []
    (spoken,) = queue.heard(second, 0.5)
    assert (spoken.heard, spoken.whole) == ("One two three four. Five six", False)
    assert queue.is_empty


def test_an_interruption_keeps_alerts_that_wait() -> None:
    """The user interrupts an answer, not a warning that has not been said yet."""
    queue = SpeechQueue()
    queue.add(item("answer"))
    queue.add(item("alert", Priority.ALERT))
    (spoken,) = queue.interrupt()
    assert spoken.turn_id == "answer"
    assert say_all(queue) == ["alert"]


def test_an_interruption_keeps_notices_that_wait() -> None:
    """A reminder that came while PAM answered is said when the user has finished."""
    queue = SpeechQueue()
    queue.add(item("answer"))
    queue.add(item("reminder", Priority.NOTICE))
    queue.interrupt()
    assert say_all(queue) == ["reminder"]


def test_notices_expire() -> None:
    """Words like "in two miles turn left" are not said three miles on."""
    queue = SpeechQueue()
    queue.add(item("stale", Priority.NOTICE, say_before=10.0))
    queue.add(item("fresh", Priority.NOTICE, say_before=30.0))
    (expired,) = queue.expire(20.0)
    assert (expired.turn_id, expired.heard, expired.whole) == ("stale", "", False)
    assert say_all(queue) == ["fresh"]
    assert queue.dropped == 1


def test_words_without_a_word_are_over_at_once() -> None:
    """Nothing to say keeps nobody waiting."""
    queue = SpeechQueue()
    (spoken,) = queue.add(item(" \n", turn="blank"))
    assert spoken.turn_id == "blank"
    assert queue.is_empty


def test_duplicates_collapse() -> None:
    """The same notice twice is said once, in its newer form."""
    queue = SpeechQueue()
    queue.add(item("fuel at 3.89", Priority.NOTICE, collapse_key="fuel"))
    queue.add(item("fuel at 3.79", Priority.NOTICE, collapse_key="fuel"))
    assert say_all(queue) == ["fuel at 3.79"]


def test_a_reply_that_still_grows_is_not_over() -> None:
    """An open-ended answer ends when it is closed, not when the words run out."""
    queue = SpeechQueue()
    queue.add(item("Hello there. How", turn="t"), open_ended=True)
    assert say_all(queue) == ["Hello there."]
    assert not queue.is_empty
    queue.extend("t", " are you?")
    assert queue.close("t") == []
    assert say_all(queue) == ["How are you?"]
    assert queue.is_empty


def test_nothing_is_said_into_the_middle_of_a_growing_answer() -> None:
    """While an answer waits for its next words only what goes first is said; then the rest."""
    queue = SpeechQueue()
    queue.add(item("Rain ahead.", Priority.NOTICE))
    queue.add(item("", turn="t"), open_ended=True)
    assert queue.next() is None
    assert queue.is_out_of_words
    queue.add(item("Alert!", Priority.ALERT))
    assert not queue.is_out_of_words
    assert say_all(queue) == ["Alert!"]
    queue.extend("t", "Far.")
    queue.close("t")
    assert say_all(queue) == ["Far.", "Rain ahead."]


def test_the_queue_is_bounded() -> None:
    """A flood of notices crowds out notices, never an answer, and is counted."""
    queue = SpeechQueue()
    queue.add(item("answer"))
    for number in range(CAPACITY + 10):
        queue.add(item(f"notice {number}", Priority.NOTICE))
    said = say_all(queue)
    assert len(said) == CAPACITY
    assert said[0] == "answer"
    assert queue.dropped == 11


@given(st.text(max_size=100), st.floats(0, 1))
def test_what_was_heard_is_a_beginning_of_what_was_said(text: str, share: float) -> None:
    """The share of a clause that was heard is words from its beginning."""
    assert text.split()[: len(heard_part(text, share).split())] == heard_part(text, share).split()
