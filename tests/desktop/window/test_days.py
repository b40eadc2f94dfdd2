"""The page about days: looked at and worked."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.reply import Page
from pam_desktop.window.days.page import DaysPage
from pam_desktop.window.days.source import (
    DayLine,
    DaysSheet,
    ItemLine,
    ListLine,
    OccasionLine,
    ReminderLine,
    RunLine,
)
from pam_desktop.window.sources import Sources
from tests.desktop.window.conftest import PATIENCE_MS, SetStage, Stage

TODAY = date(2026, 11, 24)
LEFT = Qt.MouseButton.LeftButton
SHEET = DaysSheet(
    today=TODAY,
    days=(
        DayLine(
            day=TODAY,
            occasions=(
                OccasionLine(starts_at=datetime(2026, 11, 24, 9), title="lunch", place="Moab"),
            ),
        ),
    ),
    reminders=(
        ReminderLine(id="r1", text="call mom", at=datetime(2026, 11, 25, 8), waits=True),
        ReminderLine(id="r2", text="<b>tires</b> 🚐", at=datetime(2026, 11, 25, 8), repeats=True),
    ),
    lists=(ListLine(name="shopping", items=(ItemLine(id="i1", item="milk"),)),),
    checklists=("arrival", "departure"),
)
RUN = RunLine(title="Departure", steps=("Chock the wheels", "Lower the antenna"), step=1)


@dataclass
class Diary:
    shown: DaysSheet = SHEET
    told: list[tuple[str, ...]] = field(default_factory=list)

    async def sheet(self) -> DaysSheet:
        return self.shown

    async def done(self, reminder_id: str) -> str:
        return self._note("done", reminder_id)

    async def snooze(self, reminder_id: str, minutes: int) -> str:
        return self._note("snooze", reminder_id, str(minutes))

    async def forget(self, reminder_id: str) -> str:
        return self._note("forget", reminder_id)

    async def put(self, name: str, item: str) -> str:
        return self._note("put", name, item)

    async def take(self, item_id: str) -> str:
        return self._note("take", item_id)

    async def begin(self, checklist: str) -> str:
        return self._note("begin", checklist)

    async def step(self, outcome: str) -> str:
        return self._note("step", outcome)

    async def stop(self) -> str:
        return self._note("stop")

    async def undo(self) -> str:
        return self._note("undo")

    def _note(self, *words: str) -> str:
        self.told.append(words)
        return " ".join(words)


def open_page(stage: Stage, qtbot: QtBot) -> DaysPage:
    stage.window.show_page(Page.DAYS)
    page = stage.window.pages.view(Page.DAYS)
    assert isinstance(page, DaysPage)
    qtbot.waitUntil(lambda: not stage.window.errands.pending, timeout=PATIENCE_MS)
    return page


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def stage(set_stage: SetStage, diary: Diary) -> Stage:
    return set_stage(sources=Sources(days=diary))


def button(page: DaysPage, name: str) -> QPushButton:
    return next(it for it in page.findChildren(QPushButton) if it.accessibleName() == name)


def test_all_of_it_is_read(stage: Stage, qtbot: QtBot) -> None:
    """Occasions, reminders with their moment, and lists stand there; odd words as they are."""
    words = "\n".join(it.text() for it in open_page(stage, qtbot).findChildren(QLabel))
    for said in ("lunch · Moab", "It rang and waits for you", "<b>tires</b> 🚐", "milk"):
        assert said in words
    assert "again and again" in words


def test_an_empty_page_says_what_to_say(stage: Stage, qtbot: QtBot, diary: Diary) -> None:
    """Where nothing is kept each part says how to begin, and there is a list to type on."""
    diary.shown = DaysSheet(today=TODAY)
    page = open_page(stage, qtbot)

    def words() -> str:
        return "\n".join(it.text() for it in page.findChildren(QLabel) if it.isVisible())

    # Qt shows what is laid into a window that is up with a later event.
    qtbot.waitUntil(lambda: "schedule lunch" in words(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "remind me" in words(), timeout=PATIENCE_MS)
    assert list(page.lists.entries) == ["shopping"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Done: call mom", ("done", "r1")),
        ("Remind me again in 10 minutes: call mom", ("snooze", "r1", "10")),
        ("Forget: call mom", ("forget", "r1")),
        ("Take off: milk", ("take", "i1")),
        ("Departure", ("begin", "departure")),
    ],
)
def test_a_press_does_it(
    stage: Stage, qtbot: QtBot, diary: Diary, name: str, told: tuple[str, ...]
) -> None:
    """Each button does what its name says, to what its name says."""
    page = open_page(stage, qtbot)
    qtbot.mouseClick(button(page, name), LEFT)
    qtbot.waitUntil(lambda: diary.told == [told], timeout=PATIENCE_MS)


def test_a_change_is_taken_back(stage: Stage, qtbot: QtBot, diary: Diary) -> None:
    """After a change Undo stands below, and takes it back."""
    page = open_page(stage, qtbot)
    qtbot.mouseClick(button(page, "Done: call mom"), LEFT)
    qtbot.waitUntil(page.undo_bar.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(page.undo_bar.undo, LEFT)
    qtbot.waitUntil(lambda: diary.told[-1] == ("undo",), timeout=PATIENCE_MS)


def test_typing_puts_things_on_a_list(stage: Stage, qtbot: QtBot, diary: Diary) -> None:
    """Enter puts what was typed on the list; what is half typed outlives a refresh."""
    page = open_page(stage, qtbot)
    entry = page.lists.entries["shopping"]
    qtbot.keyClicks(entry, " eggs ")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: diary.told == [("put", "shopping", "eggs")], timeout=PATIENCE_MS)
    qtbot.keyClicks(entry, "bre")
    page.show_sheet(SHEET)
    assert page.lists.entries["shopping"].text() == "bre"


def test_a_checklist_is_gone_through(stage: Stage, qtbot: QtBot, diary: Diary) -> None:
    """A run shows its step and how far it is; its buttons go on with it."""
    diary.shown = replace(SHEET, run=RUN)
    page = open_page(stage, qtbot)
    assert page.checklist.step.text() == "Lower the antenna"
    assert page.checklist.title.text() == "Departure: step 2 of 2"
    for name in ("This step is done", "Skip this step", "Back to the step before"):
        qtbot.mouseClick(button(page, name), LEFT)
    qtbot.mouseClick(button(page, "Stop the checklist"), LEFT)
    told = [("step", "done"), ("step", "skip"), ("step", "back"), ("stop",)]
    qtbot.waitUntil(lambda: diary.told == told, timeout=PATIENCE_MS)
