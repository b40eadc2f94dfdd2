"""The driving face, measured as it is shown: large, short, apart, legible, and nothing to type."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.events import ReplyReady, TroubleMet
from pam_core.vocabulary.reply import Intent, Reply
from pam_core.vocabulary.turn import Turn, TurnState
from pam_desktop.window.driving.face import DrivingFace
from pam_desktop.window.driving.short_lines import short
from pam_desktop.window.driving.source import Ahead
from pam_desktop.window.look.theme import DAY, NIGHT, theme, wardrobe
from pam_desktop.window.sources import Sources
from tests.desktop.window.conftest import PATIENCE_MS, SetStage, Stage
from tests.desktop.window.test_showing import turn
from tests.desktop.window.test_theme import contrast

LEFT = Qt.MouseButton.LeftButton
LONG = "You spent four hundred and twelve dollars on fuel in November, in five fill-ups, " * 250
SIZES = [(1024, 600), (1280, 800), (1920, 1080)]
SHOWN = [(size, name, scale) for size in SIZES for name in (NIGHT, DAY) for scale in (1.0, 2.0)]


@dataclass
class Road:
    told: list[bool] = field(default_factory=list)
    ahead_of: Ahead = Ahead(
        stop="Page, Arizona " * 20,
        distance="about 140 miles",
        reminder="check the tire pressure " * 20,
        reminder_at=datetime.now(UTC) + timedelta(days=3),
    )

    async def ahead(self) -> Ahead:
        return self.ahead_of

    async def set_driving(self, on: bool) -> None:
        self.told.append(on)


def drive(stage: Stage, qtbot: QtBot) -> DrivingFace:
    """The driving face, with more on it than there is room for."""
    stage.window.faces.drive(True)
    face = stage.window.faces.driving
    assert face is not None
    qtbot.waitUntil(lambda: not stage.window.errands.pending, timeout=PATIENCE_MS)
    face.line.say(LONG)
    return face


def activate(stage: Stage, qtbot: QtBot) -> None:
    """Shortcuts are for the window that is in front."""
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=PATIENCE_MS)


def place(part: QWidget, within: QWidget) -> QRect:
    return QRect(part.mapTo(within, QPoint(0, 0)), part.size())


def gap(one: QRect, other: QRect) -> int:
    """Pixels between two rectangles, across or up and down, whichever parts them."""
    across = max(one.left(), other.left()) - min(one.right(), other.right()) - 1
    down = max(one.top(), other.top()) - min(one.bottom(), other.bottom()) - 1
    return max(across, down)


def texts(face: DrivingFace) -> Iterator[QWidget]:
    yield from (it for it in face.findChildren(QLabel) if it.text())


@pytest.fixture
def road() -> Road:
    return Road()


@pytest.fixture
def stage(set_stage: SetStage, road: Road) -> Stage:
    return set_stage(sources=Sources(driving=road))


@pytest.mark.parametrize(("size", "name", "scale"), SHOWN)
def test_it_is_read_and_hit_at_a_glance(
    stage: Stage, qtbot: QtBot, size: tuple[int, int], name: str, scale: float
) -> None:
    """Targets of 76 dp, 24 dp apart; 32 and 24 dp of text in two lines; nothing cut or hidden."""
    wardrobe().wear(name, scale)
    face = drive(stage, qtbot)
    face.setParent(None)
    qtbot.addWidget(face)
    face.resize(*size)
    face.show()
    qtbot.waitExposed(face)
    places = [place(it, face) for it in face.targets]
    assert min(min(it.width(), it.height()) for it in places) >= 76
    assert min(gap(*pair) for pair in combinations(places, 2)) >= 24
    assert face.line.fontInfo().pixelSize() >= 32
    assert min(it.fontInfo().pixelSize() for it in texts(face)) >= 24
    assert len(face.line.shown) == 2
    assert len(face.line.text()) <= 120
    assert (face.width(), face.height()) == size
    inside = [place(it, face) for it in (*face.targets, *texts(face))]
    assert all(face.rect().contains(it) for it in inside)
    assert not [pair for pair in combinations(inside, 2) if pair[0].intersects(pair[1])]


@pytest.mark.parametrize("name", [NIGHT, DAY])
def test_it_is_legible(stage: Stage, qtbot: QtBot, name: str) -> None:
    """The main line has a contrast of 7:1, everything else 4.5:1, as it is painted."""
    wardrobe().wear(name)
    face = drive(stage, qtbot)
    ground = theme().colours["ground"]
    inks = {it: it.palette().color(it.foregroundRole()).name() for it in texts(face)}
    assert contrast(inks[face.line], ground) >= 7
    assert min(contrast(ink, ground) for ink in inks.values()) >= 4.5
    state = theme().colours["asleep"]
    assert contrast(theme().colours["on_bright"], state) >= 4.5
    assert contrast(theme().colours["text"], theme().colours["raised"]) >= 4.5


def test_nothing_is_typed_or_scrolled(stage: Stage, qtbot: QtBot) -> None:
    """There is no field to type in and nothing to scroll, and Search does not open one."""
    face = drive(stage, qtbot)
    assert not face.findChildren(QLineEdit)
    assert not face.findChildren(QAbstractScrollArea)
    activate(stage, qtbot)
    qtbot.keyClick(stage.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.faces.is_driving
    assert not stage.window.talk.panel.isVisible()


def told(driving: bool) -> Turn:
    said = turn()
    reply = Reply(text="", intent=Intent(action="driving_mode"), provider="local", driving=driving)
    return Turn(
        turn_id="drive",
        conversation_id=said.conversation_id,
        said_at=said.said_at,
        trigger=said.trigger,
        said="driving mode on",
        confidence=1.0,
        reply=reply,
        heard="",
        interrupted=False,
        times=said.times,
    )


def test_it_comes_and_goes_by_voice(stage: Stage, qtbot: QtBot, road: Road) -> None:
    """Saying that one drives brings it up, and parking takes it away; the mind knows of both."""
    stage.emit(ReplyReady(turn=told(True)))
    qtbot.waitUntil(lambda: stage.window.faces.is_driving, timeout=PATIENCE_MS)
    stage.emit(ReplyReady(turn=told(False)))
    qtbot.waitUntil(lambda: not stage.window.faces.is_driving, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: road.told == [True, False], timeout=PATIENCE_MS)


def test_it_comes_and_goes_by_button(stage: Stage, qtbot: QtBot, road: Road) -> None:
    """Drive in the header and Park on the face do the same, and so does Ctrl+D."""
    qtbot.mouseClick(stage.window.header.drive, LEFT)
    face = stage.window.faces.driving
    assert face is not None
    qtbot.mouseClick(face.park, LEFT)
    assert not stage.window.faces.is_driving
    activate(stage, qtbot)
    qtbot.keyClick(stage.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.faces.is_driving
    qtbot.waitUntil(lambda: road.told == [True, False, True], timeout=PATIENCE_MS)


def test_its_buttons_command(stage: Stage, qtbot: QtBot) -> None:
    """Holding Talk listens, Stop silences, Again has the last answer said once more."""
    face = drive(stage, qtbot)
    qtbot.mousePress(face.talk, LEFT)
    qtbot.mouseRelease(face.talk, LEFT)
    qtbot.mouseClick(face.stop, LEFT)
    qtbot.mouseClick(face.again, LEFT)
    assert [stage.conductor.next() for _ in range(4)] == [
        ("press", None),
        ("release", None),
        ("hush", None),
        ("ask", "repeat that"),
    ]


def test_it_shows_whose_turn_it_is(stage: Stage, qtbot: QtBot) -> None:
    """Each state has its own word and sign, so that colour is not all that tells it."""
    face = drive(stage, qtbot)
    seen = set()
    for state in TurnState:
        face.show_state(state)
        seen.add((face.state.text(), face.sign.shown[0]))
    assert len(seen) == len(TurnState)


def test_what_is_said_is_one_short_line(stage: Stage, qtbot: QtBot) -> None:
    """An answer, or a trouble, is cut between words to 120 characters, and never read as HTML."""
    face = drive(stage, qtbot)
    stage.emit(TroubleMet(code="x", sentence="<b>The disk</b> is full. " * 900, mend=""))
    qtbot.waitUntil(lambda: face.line.text().startswith("<b>The disk"), timeout=PATIENCE_MS)
    assert len(face.line.text()) <= 120
    assert face.line.text().endswith("…")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("Two  words\nhere", "Two words here"),
        ("a" * 300, "a" * 119 + "…"),
        ("word " * 40, ("word " * 24).strip() + "…"),
    ],
)
def test_a_line_is_cut_between_words(text: str, line: str) -> None:
    """White space is one space; what is too long ends between words, a giant word within."""
    assert short(text) == line
    assert len(short(text)) <= 120


def test_nothing_ahead_is_no_invention(set_stage: SetStage, qtbot: QtBot) -> None:
    """Without a trip and a reminder both lines are empty."""
    stage = set_stage(sources=Sources(driving=Road(ahead_of=Ahead())))
    face = drive(stage, qtbot)
    assert [it.text() for it in face.ahead.labels] == ["", ""]


def test_it_is_worn_again_after_a_power_cut(
    set_stage: SetStage, stage: Stage, qtbot: QtBot
) -> None:
    """Who drove when the power went drives on; who had parked is parked. Nothing was closed."""
    drive(stage, qtbot)
    again = set_stage(sources=Sources(driving=Road())).window
    qtbot.waitUntil(lambda: again.faces.is_driving, timeout=PATIENCE_MS)
    again.faces.drive(False)
    parked = set_stage(sources=Sources(driving=Road())).window
    with qtbot.waitSignal(parked.painted, timeout=PATIENCE_MS):
        parked.update()
    assert not parked.faces.is_driving
