"""What the window shows of answers to open questions, and of how much of PAM works."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.events import (
    Health,
    Part,
    PartChanged,
    ReplyGrew,
    ReplyReady,
    ServiceLevelChanged,
    TurnFinished,
    UtteranceHeard,
)
from pam_core.vocabulary.reply import Intent, Provenance, Reply
from pam_core.vocabulary.service import ServiceLevel
from pam_core.vocabulary.speech import Transcript, Trigger
from pam_core.vocabulary.turn import StageTimes, Turn
from pam_desktop.window.look import wording
from pam_desktop.window.look.wording import LEVEL_ICONS, LEVEL_WORDS, OFFLINE
from pam_desktop.window.talk.provenance_words import age, fine_print, provenance_of
from pam_desktop.window.talk.turn_model import (
    OPEN_ROLE,
    TURN_ROLE,
    TurnModel,
    TurnRow,
    row_of_record,
)
from pam_desktop.window.talk.turns_view import TurnsView
from tests.desktop.window.conftest import PATIENCE_MS, Stage

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEFT = Qt.MouseButton.LeftButton
OPENAI = Provenance(
    provider="openai",
    model="gpt-5-mini",
    tried=("Anthropic did not answer in time.",),
    tools=("expense.query",),
    masked=("card number", "e-mail address"),
    tokens_in=312,
    tokens_out=48,
    cost_dollars=0.0004,
)


@pytest.fixture(autouse=True)
def _whole_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "uses_twelve_hours", lambda: False)


def heard(turn_id: str = "t1") -> UtteranceHeard:
    transcript = Transcript(
        text="how far is the moon",
        confidence=0.9,
        no_speech_probability=0.0,
        fell_back=False,
        audio_seconds=1.0,
        decode_seconds=0.1,
    )
    return UtteranceHeard(turn_id=turn_id, transcript=transcript, trigger=Trigger.KEY)


def answered(
    text: str = "It is far away.", turn_id: str = "t1", source: Provenance | None = OPENAI
) -> Turn:
    provider = "local" if source is None else source.provider or "offline"
    return Turn(
        turn_id=turn_id,
        conversation_id="c1",
        said_at=NOON,
        trigger=Trigger.KEY,
        said="how far is the moon",
        confidence=0.9,
        reply=Reply(text=text, intent=Intent(action=None), provider=provider, provenance=source),
        heard=text,
        interrupted=False,
        times=StageTimes(first_sound=1.84),
    )


def rows(stage: Stage) -> list[TurnRow]:
    model = stage.window.talk.page.now
    return [model.index(place).data(TURN_ROLE) for place in range(model.rowCount())]


def replies(stage: Stage) -> list[str]:
    return [row.reply for row in rows(stage)]


def view(stage: Stage) -> TurnsView:
    found = stage.window.findChild(TurnsView, "turns")
    assert isinstance(found, TurnsView)
    return found


def test_the_answer_grows_in_its_row(stage: Stage, qtbot: QtBot) -> None:
    """Each draft takes the place of the one before, a shorter one too; then the whole."""
    stage.emit(heard())
    seen: list[str] = []
    for text in ("It is", "It is far awry", "It is far away. <b>"):
        stage.emit(ReplyGrew(turn_id="t1", text=text))
        qtbot.waitUntil(lambda text=text: replies(stage) == [text], timeout=PATIENCE_MS)
        seen.append(rows(stage)[0].detail.split(" · ")[-1])
        stage.window.grab()
    stage.emit(ReplyReady(turn=answered()))
    qtbot.waitUntil(lambda: not rows(stage)[0].is_growing, timeout=PATIENCE_MS)
    assert seen == ["Answering…"] * 3
    assert replies(stage) == ["It is far away."]


def test_a_late_draft_changes_nothing(stage: Stage, qtbot: QtBot) -> None:
    """What is whole stays whole, and nobody's draft makes no row."""
    stage.emit(heard(), ReplyReady(turn=answered()))
    stage.emit(ReplyGrew(turn_id="t1", text="It"), ReplyGrew(turn_id="t9", text="Hm"))
    stage.emit(heard("t2"))
    qtbot.waitUntil(lambda: len(rows(stage)) == 2, timeout=PATIENCE_MS)
    assert replies(stage) == ["It is far away.", ""]


def test_a_growing_answer_leaves_the_reader_where_he_is(stage: Stage, qtbot: QtBot) -> None:
    """Whoever has gone up, by wheel or by keys, is not thrown to the end by each draft."""
    stage.emit(*(TurnFinished(turn=answered("long " * 300, f"t{n}")) for n in range(6)))
    qtbot.waitUntil(lambda: len(rows(stage)) == 6, timeout=PATIENCE_MS)
    turns = view(stage)
    bar = turns.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0, timeout=PATIENCE_MS)
    turns.setFocus()
    qtbot.keyClick(turns, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: bar.value() == 0, timeout=PATIENCE_MS)
    grow(stage, qtbot, "more " * 400)
    assert bar.value() == 0
    qtbot.keyClick(turns, Qt.Key.Key_End)
    bar.triggerAction(bar.SliderAction.SliderToMaximum)
    grow(stage, qtbot, "more " * 800)
    assert bar.value() == bar.maximum()


def grow(stage: Stage, qtbot: QtBot, text: str) -> None:
    model = stage.window.talk.page.now
    model.put(TurnRow(turn_id="new", said="hm", reply=text, is_growing=True))
    qtbot.waitUntil(lambda: rows(stage)[-1].reply == text, timeout=PATIENCE_MS)
    view(stage).executeDelayedItemsLayout()


def test_drafts_are_not_hoarded(stage: Stage, qtbot: QtBot) -> None:
    """A thousand drafts leave no layout behind, nor push out those of the turns in sight."""
    stage.emit(TurnFinished(turn=answered()))
    qtbot.waitUntil(lambda: len(rows(stage)) == 1, timeout=PATIENCE_MS)
    stage.window.grab()
    for length in range(1, 1000):
        stage.window.talk.page.now.put(
            TurnRow(turn_id="new", said="hm", reply="x" * length, is_growing=True)
        )
    stage.window.grab()
    delegate: Any = view(stage).itemDelegate()
    laid_out = {text for text, *_ in delegate._layouts} | set(delegate._heights)
    assert laid_out == {"how far is the moon", "It is far away.", "hm"}


@pytest.mark.parametrize(
    ("turn", "detail"),
    [
        (answered(), "12:00 · OpenAI, gpt-5-mini, 1.8 s"),
        (answered(source=None), "12:00 · Answered on this computer · 1840 ms"),
        (answered(source=Provenance(provider="")), "12:00 · Nobody could be asked, 1.8 s"),
        (
            answered(source=replace(OPENAI, answered_at=NOON - timedelta(days=2))),
            "12:00 · Earlier answer · 2 days old · OpenAI, gpt-5-mini",
        ),
        (
            replace(answered("", source=Provenance(provider="")), interrupted=True),
            "12:00 · interrupted",
        ),
        (
            replace(answered(source=Provenance(provider="")), interrupted=True),
            "12:00 · Nobody could be asked, 1.8 s · interrupted",
        ),
    ],
)
def test_who_answered(stage: Stage, qtbot: QtBot, turn: Turn, detail: str) -> None:
    """Under a reply stands who gave it, how fast, and how old it is where it is not new."""
    stage.emit(TurnFinished(turn=turn))
    qtbot.waitUntil(lambda: len(rows(stage)) == 1, timeout=PATIENCE_MS)
    assert rows(stage)[0].detail == detail


def test_the_fine_print() -> None:
    """What was tried, done, kept back and spent is told in words, names as people know them."""
    assert fine_print(OPENAI) == (
        "Asked before: Anthropic did not answer in time.",
        "Looked up or done here: expense query",
        "Kept here: card number, e-mail address",
        "312 tokens sent, 48 answered · $0.0004",
    )
    assert fine_print(Provenance(provider="embedded")) == ()


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(days=2, hours=5), "2 days old"),
        (timedelta(hours=1, minutes=59), "1 hour old"),
        (timedelta(minutes=5), "5 minutes old"),
        (timedelta(seconds=-5), "just answered"),
    ],
)
def test_ages(passed: timedelta, words: str) -> None:
    """An age is said in its greatest unit; a clock that was set back makes none."""
    assert age(NOON - passed, NOON) == words


def by_mouse(stage: Stage, qtbot: QtBot) -> None:
    turns = view(stage)
    spot = turns.visualRect(stage.window.talk.page.now.index(0)).bottomLeft() + QPoint(80, -20)
    qtbot.mouseClick(turns.viewport(), LEFT, pos=spot)


def by_keyboard(stage: Stage, qtbot: QtBot) -> None:
    view(stage).setFocus()
    view(stage).setCurrentIndex(stage.window.talk.page.now.index(0))
    qtbot.keyClick(view(stage), Qt.Key.Key_Return)


@pytest.mark.parametrize("use", [by_mouse, by_keyboard])
def test_the_fine_print_is_opened(
    stage: Stage, qtbot: QtBot, use: Callable[[Stage, QtBot], None]
) -> None:
    """A click or Enter shows the fine print beneath the reply, and hides it again."""
    stage.emit(TurnFinished(turn=answered()))
    qtbot.waitUntil(lambda: len(rows(stage)) == 1, timeout=PATIENCE_MS)
    index = stage.window.talk.page.now.index(0)
    qtbot.waitUntil(lambda: view(stage).visualRect(index).height() > 0, timeout=PATIENCE_MS)
    closed = view(stage).visualRect(index).height()
    use(stage, qtbot)
    assert index.data(OPEN_ROLE)
    assert view(stage).visualRect(index).height() > closed + 60
    stage.window.grab()
    use(stage, qtbot)
    assert view(stage).visualRect(index).height() == closed


def test_where_nothing_is_known_nothing_opens() -> None:
    """A reply of PAM's own has no fine print, no tool tip, and does not change."""
    model = TurnModel()
    model.put(row_of_record({"turn_id": "t", "said": "hm", "reply": "Hm.", "provider": "local"}))
    model.open_or_close(0)
    assert not model.index(0).data(OPEN_ROLE)
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) is None


def test_the_fine_print_is_told_and_never_read_as_html() -> None:
    """The tool tip and the description for screen readers have it; markup in it is text."""
    source = replace(OPENAI, tried=("<img src=x> failed.",))
    model = TurnModel()
    model.put(TurnRow(turn_id="t", said="a", reply="b", provider="openai", provenance=source))
    index = model.index(0)
    assert "&lt;img src=x&gt; failed." in index.data(Qt.ItemDataRole.ToolTipRole)
    told = index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "OpenAI, gpt-5-mini" in told
    assert "Kept here: card number" in told


def test_kept_turns_say_who_answered() -> None:
    """History has what the talk of now had: the fields come back from the store as they were."""
    record = {
        "provider": "openai",
        "model": "gpt-5-mini",
        "tried": ["Anthropic did not answer in time."],
        "tools": ["expense.query"],
        "masked": ["card number", "e-mail address"],
        "tokens_in": 312,
        "tokens_out": 48,
        "cost_dollars": 0.0004,
        "answered_at": NOON.isoformat(),
    }
    assert provenance_of(record) == replace(OPENAI, answered_at=NOON)
    assert provenance_of(None) is None
    kept = {"turn_id": "t", "said": "a", "reply": "b", "provider": "openai", "provenance": record}
    assert row_of_record(kept).detail == "OpenAI, gpt-5-mini"


LESS = (ServiceLevel.REDUCED, ServiceLevel.BASIC, ServiceLevel.LOCAL, ServiceLevel.MAINTENANCE)


def show(stage: Stage, qtbot: QtBot, *levels: ServiceLevel) -> QLabel:
    """The line's label after these levels; the sentence of each is its name."""
    line = stage.window.header.service
    for level in levels:
        line.show_level(ServiceLevelChanged(level=level, sentence=f"So it is: {level.name}."))
    return line._words


@pytest.mark.parametrize("level", LESS)
def test_less_service_is_shown(stage: Stage, qtbot: QtBot, level: ServiceLevel) -> None:
    """Word and picture differ for each level, and the sentence is there for whoever asks."""
    label = show(stage, qtbot, ServiceLevel.FULL, level)
    assert label.text() == LEVEL_WORDS[level]
    assert label.toolTip() == label.accessibleDescription() == f"So it is: {level.name}."
    assert len(set(LEVEL_ICONS.values())) == len(ServiceLevel)


def test_full_service_is_quiet(stage: Stage, qtbot: QtBot) -> None:
    """All is well in two words; that nothing leaves this computer is not promised then."""
    assert show(stage, qtbot, ServiceLevel.FULL).text() == "Everything works"


def test_whoever_set_nobody_up_misses_nothing(stage: Stage, qtbot: QtBot) -> None:
    """Without anybody for open questions PAM works as it always did."""
    assert show(stage, qtbot, ServiceLevel.LOCAL).text() == OFFLINE


def test_the_demo_misses_nothing(stage: Stage, qtbot: QtBot) -> None:
    """The demo asks nobody: that is how it is there, whatever the user's own PAM could do."""
    label = show(stage, qtbot, ServiceLevel.FULL, ServiceLevel.LOCAL)
    stage.window.demo.left.emit()
    qtbot.waitUntil(lambda: label.text() == OFFLINE, timeout=PATIENCE_MS)


def test_recovery_is_told_and_then_quiet(stage: Stage, qtbot: QtBot) -> None:
    """That all works again is said for a while."""
    line = stage.window.header.service
    label = show(stage, qtbot, ServiceLevel.FULL, ServiceLevel.LOCAL, ServiceLevel.FULL)
    assert label.text() == "So it is: FULL."
    line._good_news.timeout.emit()
    assert label.text() == "Everything works"


def test_a_lost_part_goes_before_less_service(stage: Stage, qtbot: QtBot) -> None:
    """The gravest is on the line, the rest is counted and told on demand."""
    line = stage.window.header.service
    label = show(stage, qtbot, ServiceLevel.REDUCED)
    line.show_part(PartChanged(part=Part.MICROPHONE, health=Health.LOST, sentence="It is gone."))
    assert label.text() == "It is gone. (and 1 more)"
    assert label.toolTip() == "It is gone. So it is: REDUCED."
