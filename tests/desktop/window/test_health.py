"""The page about PAM's health: what is wrong, what to do about it, and what may be copied."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.events import Health, Part, PartChanged
from pam_core.vocabulary.reply import Page
from pam_core.vocabulary.sync_news import LineChanged, LineState
from pam_desktop.window.health.page import HealthPage, speed_words
from pam_desktop.window.health.part_row import PartRow
from pam_desktop.window.health.source import HealthSheet, TurnTime
from pam_desktop.window.sources import Sources
from tests.desktop.window.conftest import PATIENCE_MS, SetStage, Stage

LEFT = Qt.MouseButton.LeftButton
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHEET = HealthSheet(
    times=tuple(TurnTime(said_at=NOW + timedelta(minutes=it), seconds=0.1 * it) for it in range(5)),
    free_bytes=80_000_000_000,
    log=("one", "two"),
    log_folder="/somewhere",
)


@dataclass
class Ward:
    shown: HealthSheet = SHEET

    async def sheet(self) -> HealthSheet:
        return self.shown


def open_page(stage: Stage, qtbot: QtBot) -> HealthPage:
    stage.window.show_page(Page.HEALTH)
    page = stage.window.pages.view(Page.HEALTH)
    assert isinstance(page, HealthPage)
    qtbot.waitUntil(lambda: not stage.window.errands.pending, timeout=PATIENCE_MS)
    return page


def row(page: HealthPage, name: str) -> PartRow:
    return next(it for it in page.rows if it.finding.name == name)


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def stage(set_stage: SetStage, ward: Ward) -> Stage:
    return set_stage(sources=Sources(health=ward))


def lost(part: Part, sentence: str) -> PartChanged:
    return PartChanged(part=part, health=Health.LOST, sentence=sentence)


def test_what_happened_before_is_known(stage: Stage, qtbot: QtBot) -> None:
    """News from before the page was made stand there: word, sign and sentence, and the mend."""
    stage.emit(lost(Part.MICROPHONE, "The microphone is gone."))
    qtbot.waitUntil(lambda: Part.MICROPHONE in stage.window.kit.standing.parts, timeout=PATIENCE_MS)
    found = row(open_page(stage, qtbot), "Microphone")
    assert found.finding.state == "does not work"
    assert (found.finding.sign, found.finding.sentence) == ("warning", "The microphone is gone.")
    assert found.mend is not None
    qtbot.mouseClick(found.mend, LEFT)
    assert stage.window.pages.shown is Page.SETTINGS


def test_news_are_followed(stage: Stage, qtbot: QtBot) -> None:
    """A part that comes back is shown so while the page is open."""
    page = open_page(stage, qtbot)
    assert row(page, "Loudspeaker").finding.state == "not started yet"
    stage.emit(PartChanged(part=Part.LOUDSPEAKER, health=Health.WORKING, sentence="Dash."))
    qtbot.waitUntil(lambda: row(page, "Loudspeaker").finding.state == "works", timeout=PATIENCE_MS)


def test_every_state_has_its_own_words(stage: Stage, qtbot: QtBot) -> None:
    """Four states, four words: none is told by its colour alone."""
    page, words = open_page(stage, qtbot), set()
    for health in Health:
        stage.window.show_event(PartChanged(part=Part.STORAGE, health=health, sentence=""))
        words.add(row(page, "Memory").finding.state)
    assert len(words) == len(Health)


def test_a_sign_in_that_ended_can_be_mended(stage: Stage, qtbot: QtBot, ward: Ward) -> None:
    """Where the line waits for the user there is a button, and what waits is counted."""
    ward.shown = replace(SHEET, waiting=3)
    stage.emit(LineChanged(state=LineState.SIGN_IN_AGAIN, sentence="The sign-in has ended."))
    qtbot.waitUntil(lambda: stage.window.kit.standing.line is not None, timeout=PATIENCE_MS)
    found = row(open_page(stage, qtbot), "Other computers")
    assert found.mend is not None
    assert "3 changes wait." in found.finding.sentence


def test_a_full_disk_is_told(stage: Stage, qtbot: QtBot, ward: Ward) -> None:
    """Little room is a warning with what to do, before anything is lost."""
    ward.shown = replace(SHEET, free_bytes=100_000_000)
    found = row(open_page(stage, qtbot), "Disk").finding
    assert (found.sign, found.state) == ("warning", "100 MB free")
    assert found.sentence


def test_the_picture_says_its_numbers(stage: Stage, qtbot: QtBot) -> None:
    """The chart's description is what the picture shows, in words."""
    page = open_page(stage, qtbot)
    assert page.chart.accessibleDescription() == page.speed.text()
    assert "Half of the last 5 answers came within 0.2 s." in page.speed.text()
    assert page.log.toPlainText() == "one\ntwo"


@pytest.mark.parametrize(("count", "told"), [(0, False), (1, False), (19, False), (20, True)])
def test_few_turns_have_no_percentile(count: int, told: bool) -> None:
    """A 95th percentile is told of twenty answers or more; of none nothing is."""
    assert ("Nineteen of twenty" in speed_words([0.5] * count)) is told


def test_what_is_copied_is_shown_first(stage: Stage, qtbot: QtBot) -> None:
    """Diagnostics are shown whole, and copied only by the button below them."""
    page = open_page(stage, qtbot)
    QApplication.clipboard().setText("before")
    qtbot.mouseClick(page.copy, LEFT)
    qtbot.waitUntil(lambda: page.preview is not None, timeout=PATIENCE_MS)
    assert page.preview is not None
    assert page.preview.text.toPlainText() == "PAM 0.1.0"
    assert QApplication.clipboard().text() == "before"
    qtbot.mouseClick(page.preview.copy, LEFT)
    assert QApplication.clipboard().text() == "PAM 0.1.0"
