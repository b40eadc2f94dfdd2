"""What the window remembers, and how it first appears."""

import struct
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pam_desktop.window.face import Face, first_size


@pytest.mark.parametrize("screen", [QSize(1024, 600), QSize(1280, 800), QSize(3840, 2160)])
def test_the_first_window_fits_the_screen(screen: QSize) -> None:
    """A small screen shows the whole window, its frame included; a large one is not filled."""
    size = first_size(screen)
    assert size.width() < screen.width() or size.width() == 1280
    assert size.height() + 30 < screen.height()
    assert size.width() <= 1280


def test_a_screen_that_is_gone_does_not_take_the_window_with_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """A window left on a second screen that was unplugged since comes up on the one that is there.

    The bytes are those of QWidget.saveGeometry(), version 3.0, as a screen at 5000, 3000 leaves
    them (QWidget::restoreGeometry in Qt's source).
    """
    window = QWidget()
    qtbot.addWidget(window)
    width = window.screen().geometry().width()
    placed = (5000, 3000, 6000, 3600)
    geometry = struct.pack(
        ">IHH4i4iiBBi4i", 0x1D9D0CB, 3, 0, *placed, *placed, 1, 0, 0, width, *placed
    )
    file = tmp_path / "face.ini"
    kept = QSettings(str(file), QSettings.Format.IniFormat)
    kept.setValue("window/geometry", QByteArray(geometry))
    kept.sync()
    assert Face(file).place(window)
    assert window.screen().availableGeometry().intersects(window.geometry())
