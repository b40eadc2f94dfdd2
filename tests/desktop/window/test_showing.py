"""What the window shows of turns, conversations, parts and troubles."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.events import (
    Event,
    Health,
    Part,
    PartChanged,
    PartialHeard,
    ProgressMade,
    ReplyReady,
    TroubleMet,
    TurnFinished,
    UtteranceHeard,
)
from pam_core.vocabulary.reply import Intent, Page, Reply
from pam_core.vocabulary.speech import Transcript, Trigger
from pam_core.vocabulary.turn import StageTimes, Turn
from pam_desktop.window.application import show_failures
from pam_desktop.window.look import wording
from pam_desktop.window.look.wording import OFFLINE
from pam_desktop.window.talk.turn_model import TURN_ROLE, TurnRow
from tests.desktop.window.conftest import PATIENCE_MS, Stage

LEFT = Qt.MouseButton.LeftButton


def turn(said: str = "what time is it", text: str = "It's noon.", turn_id: str = "t1") -> Turn:
    return Turn(
        turn_id=turn_id,
        conversation_id="c1",
        said_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
        trigger=Trigger.KEY,
        said=said,
        confidence=0.9,
        reply=Reply(text=text, intent=Intent(action="time.now"), provider="local"),
        heard=text,
        interrupted=False,
        times=StageTimes(first_sound=0.412),
    )


def heard(text: str, turn_id: str = "t1") -> UtteranceHeard:
    transcript = Transcript(
        text=text,
        confidence=0.9,
        no_speech_probability=0.0,
        fell_back=False,
        audio_seconds=1.0,
        decode_seconds=0.1,
    )
    return UtteranceHeard(turn_id=turn_id, transcript=transcript, trigger=Trigger.KEY)


def rows(stage: Stage) -> list[TurnRow]:
    model = stage.window.talk.page.now
    return [model.index(place).data(TURN_ROLE) for place in range(model.rowCount())]


def wait_for_rows(stage: Stage, qtbot: QtBot, count: int) -> list[TurnRow]:
    qtbot.waitUntil(lambda: len(rows(stage)) == count, timeout=PATIENCE_MS)
    return rows(stage)


def test_pam_speaks_up(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """What PAM says unasked is shown alone, marked as such, and the window asks to be looked at."""
    asked: list[object] = []
    monkeypatch.setattr(QApplication, "alert", asked.append)
    stage.emit(ReplyReady(turn=turn(turn_id="t0")))
    unasked = replace(turn(said="", text="Reminder: propane."), trigger=Trigger.UNASKED)
    stage.emit(ReplyReady(turn=unasked))
    _, row = wait_for_rows(stage, qtbot, 2)
    assert (row.said, row.reply) == ("", "Reminder: propane.")
    assert "PAM spoke up" in row.detail
    assert asked == [stage.window]


def test_a_turn_grows(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said is shown first, then the reply, then who answered and how fast: one row."""
    monkeypatch.setattr(wording, "uses_twelve_hours", lambda: False)
    stage.emit(heard("what time is it"))
    assert wait_for_rows(stage, qtbot, 1)[0].reply == ""
    stage.emit(ReplyReady(turn=turn()), TurnFinished(turn=turn()))
    qtbot.waitUntil(lambda: rows(stage)[0].reply == "It's noon.", timeout=PATIENCE_MS)
    (row,) = rows(stage)
    assert row.detail == "12:00 · Answered on this computer · 412 ms"


@pytest.mark.parametrize(
    ("hour", "twelve", "shown"),
    [(0, True, "12:05 AM"), (12, True, "12:05 PM"), (15, True, "3:05 PM"), (15, False, "15:05")],
)
def test_the_clock_is_the_users(
    monkeypatch: pytest.MonkeyPatch, hour: int, twelve: bool, shown: str
) -> None:
    """The time of day is shown as this computer's locale shows it."""
    monkeypatch.setattr(wording, "uses_twelve_hours", lambda: twelve)
    assert wording.clock_time(datetime(2026, 11, 23, hour, 5, tzinfo=UTC)) == shown


def test_screen_readers_hear_the_turn(stage: Stage, qtbot: QtBot) -> None:
    """A turn's accessible text says who said what."""
    stage.emit(TurnFinished(turn=turn()))
    wait_for_rows(stage, qtbot, 1)
    text = stage.window.talk.page.now.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "You: what time is it\nPAM: It's noon."


@pytest.mark.parametrize(
    "text",
    ["long " * 4000, "a" * 20_000, "שלום עולם " * 50, "🚐🏕️👨‍👩‍👧 " * 40, "<b>x</b><img src=x>"],
    ids=["20,000 characters", "one word", "right to left", "emoji", "HTML"],
)
def test_odd_texts_keep_the_layout(stage: Stage, qtbot: QtBot, text: str) -> None:
    """Any text is shown as it is, and neither it nor a trouble with it widens the window."""
    width = stage.window.width()
    stage.emit(
        PartialHeard(text=text),
        TurnFinished(turn=turn(text, text)),
        TroubleMet(code="x.y", sentence=text, mend=text),
        PartChanged(part=Part.MICROPHONE, health=Health.LOST, sentence=text),
    )
    (row,) = wait_for_rows(stage, qtbot, 1)
    qtbot.waitUntil(lambda: len(stage.window.troubles.cards) == 1, timeout=PATIENCE_MS)
    stage.window.grab()
    assert row.reply == text
    assert stage.window.width() == width
    assert stage.window.minimumSizeHint().width() <= 1024
    assert stage.window.minimumSizeHint().height() <= 600


def test_a_reply_is_never_read_as_html(stage: Stage, qtbot: QtBot) -> None:
    """Markup in a reply is painted as the characters it is made of."""
    stage.emit(TurnFinished(turn=turn("a", "<img src='file:///x.png'><b>bold</b>")))
    wait_for_rows(stage, qtbot, 1)
    view = stage.window.findChild(QListView, "turns")
    assert isinstance(view, QListView)
    layout = view.itemDelegate()._layout(rows(stage)[0].reply, 800)  # type: ignore[attr-defined]
    assert layout.toPlainText() == "<img src='file:///x.png'><b>bold</b>"


def test_a_conversation_is_read_and_left(stage: Stage, qtbot: QtBot) -> None:
    """A conversation of the list can be read; a new turn brings the talk of now back."""
    record: dict[str, Any] = {
        "turn_id": "old",
        "said_at": "2026-11-20T09:30:00-07:00",
        "said": "hello",
        "reply": "Hello.",
        "provider": "local",
        "times": {"first_sound": None, "reply": 0.2},
    }
    stage.services.kept_turns = [record]
    page = stage.window.talk.page
    stage.window.talk.panel.chosen.emit("c9", "old")
    qtbot.waitUntil(lambda: page.is_past, timeout=PATIENCE_MS)
    assert page.past.index(0).data(TURN_ROLE).detail.endswith("200 ms")
    stage.emit(heard("what time is it"))
    qtbot.waitUntil(lambda: not page.is_past, timeout=PATIENCE_MS)
    assert ("turns", "c9") in stage.services.told


def test_search_asks_once_a_word(stage: Stage, qtbot: QtBot) -> None:
    """Typing a word quickly asks the store for the whole word only, and shows what it found."""
    found = {"conversation_id": "c", "turn_id": "t", "said_at": "2026-11-20T09:30:00-07:00"}
    stage.services.found = [found | {"snippet": "how much on [fuel] this month"}]
    entry = stage.window.findChild(QLineEdit, "search")
    assert isinstance(entry, QLineEdit)
    entry.setText("fu")
    entry.setText("fuel")
    found_list = stage.window.talk.panel.findChild(QListView)
    assert isinstance(found_list, QListView)
    model = found_list.model()
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=PATIENCE_MS)
    assert [it for it in stage.services.told if it[0] == "search"] == [("search", "fuel")]
    assert model.index(0, 0).data() == "how much on fuel this month"
    with qtbot.waitSignal(stage.window.talk.panel.chosen, timeout=PATIENCE_MS) as chosen:
        found_list.setCurrentIndex(model.index(0, 0))
        qtbot.keyClick(found_list, Qt.Key.Key_Return)
    assert chosen.args == ["c", "t"]


LOST = "The headset is gone; PAM listens with the built-in microphone."
BACK = "The headset is back."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((), OFFLINE),
        (((Part.VOICE_MODEL, Health.WORKING, "Joe"),), OFFLINE),
        (((Part.MICROPHONE, Health.DEGRADED, LOST),), LOST),
        (
            ((Part.MICROPHONE, Health.DEGRADED, LOST), (Part.MICROPHONE, Health.WORKING, BACK)),
            BACK,
        ),
        (
            ((Part.MICROPHONE, Health.DEGRADED, LOST), (Part.STORAGE, Health.LOST, "Disk full.")),
            "Disk full. (and 1 more)",
        ),
    ],
)
def test_the_service_line_says_how_it_is(
    stage: Stage, qtbot: QtBot, changes: tuple[tuple[Part, Health, str], ...], words: str
) -> None:
    """All well is said once; a lost device in words, its return too; the gravest goes first."""
    for part, health, sentence in changes:
        stage.emit(PartChanged(part=part, health=health, sentence=sentence))
    line = stage.window.header.service
    qtbot.waitUntil(lambda: line.words == words, timeout=PATIENCE_MS)


def trouble(number: int) -> Event:
    return TroubleMet(code=f"disk.{number}", sentence="The disk is full.", mend="Free some space.")


def test_troubles_are_cards(stage: Stage, qtbot: QtBot) -> None:
    """A trouble's card can be copied and dismissed; the same one twice is one card."""
    stage.emit(trouble(1), trouble(1))
    cards = stage.window.troubles
    qtbot.waitUntil(lambda: len(cards.cards) == 1, timeout=PATIENCE_MS)
    qtbot.mouseClick(cards.cards[0].copy, LEFT)
    assert QGuiApplication.clipboard().text() == "disk.1\nThe disk is full.\nFree some space."
    qtbot.mouseClick(cards.cards[0].dismiss, LEFT)
    assert cards.cards == []
    assert not cards.isVisible()


def test_many_troubles_leave_room_to_talk(stage: Stage, qtbot: QtBot) -> None:
    """Of fifty troubles at once the newest is shown, and behind it the four before it."""
    stage.emit(*(trouble(number) for number in range(50)))
    cards = stage.window.troubles

    def last_came() -> bool:
        return any("disk.49" in it.text() for it in cards.findChildren(QLabel))

    qtbot.waitUntil(last_came, timeout=PATIENCE_MS)
    assert [it.isVisible() for it in cards.cards] == [False] * 4 + [True]
    qtbot.mouseClick(cards.cards[-1].dismiss, LEFT)
    assert [it.isVisible() for it in cards.cards] == [False] * 3 + [True]


def test_a_failed_errand_becomes_a_card(
    stage: Stage, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """A service that breaks shows a card; the window goes on."""

    async def breaks() -> None:
        raise RuntimeError

    stage.window.errands.send(breaks())
    qtbot.waitUntil(lambda: len(stage.window.troubles.cards) == 1, timeout=PATIENCE_MS)
    assert "unexpected error" in caplog.text


def test_downloads_show_their_progress(stage: Stage, qtbot: QtBot) -> None:
    """A model's row shows how much of it has come, also beyond Qt's 32 bits."""
    stage.window.show_page(Page.SETTINGS)
    models = stage.settings.models
    qtbot.waitUntil(lambda: not stage.window.errands.pending, timeout=PATIENCE_MS)
    stage.emit(ProgressMade(what="base", done=3_000_000_000, total=6_000_000_000))
    row = models.rows["base"]
    qtbot.waitUntil(lambda: row.bar.value() == 500, timeout=PATIENCE_MS)
    assert row.state.text() == "Getting it: 3000 MB of 6000 MB"


def test_a_bug_in_the_window_becomes_a_card(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error in a widget's own code is logged with its trace and shown; the window lives on."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    show_failures(stage.window)
    error = ZeroDivisionError("in a slot")
    sys.excepthook(ZeroDivisionError, error, None)
    (card,) = stage.window.troubles.cards
    assert "ZeroDivisionError" in card.accessibleName()
    assert "in a slot" in caplog.text
