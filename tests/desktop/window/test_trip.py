"""The page about the trip: the way in words, the economy as a picture that says its numbers."""

from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.reply import Page
from pam_desktop.window.sources import Sources
from pam_desktop.window.trip.page import TripPage
from pam_desktop.window.trip.source import DriveLine, EconomyPoint, StopLine, TripSheet
from tests.desktop.window.conftest import PATIENCE_MS, SetStage

SHEET = TripSheet(
    stops=(StopLine(name="Flagstaff", is_reached=True), StopLine(name="<b>Moab</b> " + "W" * 300)),
    departs_on=date(2026, 11, 27),
    days=(
        DriveLine(
            number=1,
            start="Flagstaff",
            end="Moab",
            distance="about 320 miles",
            duration="6 hours",
            on=date(2026, 11, 27),
        ),
    ),
    status="Moab is next.",
    cost="About 90 dollars for fuel.",
    economy=(EconomyPoint(filled_on=date(2026, 11, 1), value=9.3),),
)


@dataclass
class Road:
    shown: TripSheet

    async def sheet(self) -> TripSheet:
        return self.shown


def page_with(sheet: TripSheet, set_stage: SetStage, qtbot: QtBot) -> TripPage:
    stage = set_stage(sources=Sources(trip=Road(sheet)))
    stage.window.show_page(Page.TRIP)
    page = stage.window.pages.view(Page.TRIP)
    assert isinstance(page, TripPage)
    qtbot.waitUntil(lambda: not stage.window.errands.pending, timeout=PATIENCE_MS)
    return page


@pytest.mark.parametrize(
    "told",
    [
        "1. Flagstaff, reached",
        "2. <b>Moab</b> W",
        "Friday 27 November 2026 · Day 1: Flagstaff to Moab, about 320 miles, 6 hours",
        "Moab is next.",
        "About 90 dollars for fuel.",
    ],
)
def test_the_trip_is_read(set_stage: SetStage, qtbot: QtBot, told: str) -> None:
    """Stops with what is reached, the days, where it stands and what it costs, as plain words."""
    page = page_with(SHEET, set_stage, qtbot)
    assert told in "\n".join(it.text() for it in page.findChildren(QLabel))
    assert page.minimumSizeHint().width() < 700


def test_the_picture_says_its_numbers(set_stage: SetStage, qtbot: QtBot) -> None:
    """Fuel economy is told in words beside the line."""
    page = page_with(SHEET, set_stage, qtbot)
    assert page.economy.text() == "Nov 1: 9.3 mpg"
    assert page.chart.accessibleDescription() == page.economy.text()


def test_no_trip_says_what_to_say(set_stage: SetStage, qtbot: QtBot) -> None:
    """Without a trip the page says how to plan one, and shows no empty headings."""
    page = page_with(TripSheet(), set_stage, qtbot)
    shown = [it.text() for it in page.findChildren(QLabel) if it.isVisible()]
    assert any("plan a trip" in it for it in shown)
    assert "Day by day" not in shown
    assert not page.chart.isVisible()
