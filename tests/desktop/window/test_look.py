"""The look is chosen in the settings, and worn at once."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.reply import Page
from pam_desktop.window.look.theme import theme
from pam_desktop.window.services import Dress
from tests.desktop.window.conftest import PATIENCE_MS, NotingServices, SetStage

LEFT = Qt.MouseButton.LeftButton


@dataclass
class Wardrobe(NotingServices):
    theme: str = "night"
    scale: float = 1.0
    works: bool = True

    async def dress(self) -> Dress:
        return Dress(theme=self.theme)

    async def text_scale(self) -> float:
        return self.scale

    async def save_setting(self, key: str, value: bool | float | str) -> None:
        if not self.works:
            raise PamError("settings.unwritable", "It is locked.", fault=Fault.ENVIRONMENT)
        self.told.append((key, value))
        if key == "looks.theme":
            self.theme = str(value)
        else:
            self.scale = float(value)


def test_a_theme_is_chosen(set_stage: SetStage, qtbot: QtBot) -> None:
    """Always light is kept, and worn at once by the whole window."""
    services = Wardrobe()
    stage = set_stage(services)
    stage.window.show_page(Page.SETTINGS)
    qtbot.mouseClick(stage.settings.look.buttons["day"], LEFT)
    qtbot.waitUntil(lambda: theme().name == "day", timeout=PATIENCE_MS)
    assert services.told[-1] == ("looks.theme", "day")
    assert theme().colours["ground"] in stage.window.styleSheet()


def test_text_grows(set_stage: SetStage, qtbot: QtBot) -> None:
    """The slider makes text larger, up to twice its size; keys move it as well."""
    services = Wardrobe()
    stage = set_stage(services)
    stage.window.show_page(Page.SETTINGS)
    slider = stage.settings.look.scale
    qtbot.keyClick(slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: theme().scale == 2.0, timeout=PATIENCE_MS)
    assert services.told[-1] == ("looks.text_scale", 2.0)
    assert stage.settings.look.words.text() == "Size of the text: 200 %"


def test_a_look_that_cannot_be_kept(
    set_stage: SetStage, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """A choice that could not be written is shown as it was, with a card."""
    stage = set_stage(Wardrobe(works=False))
    stage.window.show_page(Page.SETTINGS)
    buttons = stage.settings.look.buttons
    qtbot.mouseClick(buttons["day"], LEFT)
    qtbot.waitUntil(buttons["sun"].isChecked, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: bool(stage.window.troubles.cards), timeout=PATIENCE_MS)
    assert theme().name == "night"
