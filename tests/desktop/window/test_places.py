"""The page about places: chosen, typed, found, or said why not."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.place import PlaceKind
from pam_core.vocabulary.reply import Page
from pam_desktop.window.places.page import PlacesPage
from pam_desktop.window.places.source import PlaceLine, PlacesSheet, PlacesWish
from pam_desktop.window.sources import Sources
from tests.desktop.window.conftest import PATIENCE_MS, SetStage, Stage

LEFT = Qt.MouseButton.LeftButton
WAHWEAP = PlaceLine(
    name="<b>Wahweap</b> " + "W" * 3000,
    away="6 miles north",
    amenities=("full hookups", "showers"),
    price="$30.00",
    source="National Park Service",
    as_of=date(2026, 3, 1),
)
FOUND = PlacesSheet(near="Page, Arizona", known=5, lines=(WAHWEAP,))


@dataclass
class Guide:
    sheet: PlacesSheet = FOUND
    wishes: list[PlacesWish] = field(default_factory=list)

    async def find(self, wish: PlacesWish) -> PlacesSheet:
        self.wishes.append(wish)
        if wish.near == "Xyzzy":
            raise PamError("places.unknown_town", "No such town.", fault=Fault.USER)
        return self.sheet


@pytest.fixture
def guide() -> Guide:
    return Guide()


@pytest.fixture
def stage(set_stage: SetStage, guide: Guide) -> Stage:
    return set_stage(sources=Sources(places=guide))


def open_page(stage: Stage, qtbot: QtBot) -> PlacesPage:
    stage.window.show_page(Page.PLACES)
    page = stage.window.pages.view(Page.PLACES)
    assert isinstance(page, PlacesPage)
    qtbot.waitUntil(lambda: not stage.window.errands.pending, timeout=PATIENCE_MS)
    return page


def test_a_place_is_read(stage: Stage, qtbot: QtBot) -> None:
    """Name, way, price, offers, source and age are told, however long or odd the name."""
    page = open_page(stage, qtbot)
    (row,) = page.rows
    assert page.told.text() == "Near Page, Arizona, as the crow flies:"
    assert row.accessibleName().startswith("<b>Wahweap</b>")
    for told in ("6 miles north", "$30.00", "full hookups, showers", "as of March 2026"):
        assert told in row.accessibleName()
    assert page.minimumSizeHint().width() < 700


def test_a_town_is_typed(stage: Stage, qtbot: QtBot, guide: Guide) -> None:
    """Enter looks near the town that was typed; a choice of kind and offer looks anew."""
    page = open_page(stage, qtbot)
    qtbot.keyClicks(page.near, " Page ")
    qtbot.keyClick(page.near, Qt.Key.Key_Return)
    page.kind.setCurrentIndex(page.kind.findData(PlaceKind.DUMP_STATION.value))
    page.amenity.setCurrentIndex(page.amenity.findData("showers"))
    qtbot.mouseClick(page.search, LEFT)
    wanted = PlacesWish(kind=PlaceKind.DUMP_STATION, near="Page", amenities=frozenset(("showers",)))
    qtbot.waitUntil(lambda: guide.wishes[-1] == wanted, timeout=PATIENCE_MS)
    assert PlacesWish(kind=PlaceKind.CAMPGROUND, near="Page") in guide.wishes


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        (PlacesSheet(), "imported"),
        (PlacesSheet(known=3), "does not know where you are"),
        (PlacesSheet(known=3, near="Page"), "nothing within 200 miles"),
        (
            PlacesSheet(known=3, near="Page", seen_at=datetime(2026, 11, 3, tzinfo=UTC)),
            "where you were on Tuesday 3 November 2026",
        ),
    ],
)
def test_nothing_is_explained(
    stage: Stage, qtbot: QtBot, guide: Guide, sheet: PlacesSheet, told: str
) -> None:
    """Where nothing is found one sentence says why, and what to do."""
    guide.sheet = sheet
    page = open_page(stage, qtbot)
    assert page.rows == []
    assert told in page.told.text()


def test_an_unknown_town_is_said(
    stage: Stage, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """What is no town is said where the answer would stand."""
    page = open_page(stage, qtbot)
    qtbot.keyClicks(page.near, "Xyzzy")
    qtbot.keyClick(page.near, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.told.text() == "No such town.", timeout=PATIENCE_MS)
