"""What the window remembers, and how it first appears."""

import pytest
from PySide6.QtCore import QSize

from pam_desktop.window.face import first_size


@pytest.mark.parametrize("screen", [QSize(1024, 600), QSize(1280, 800), QSize(3840, 2160)])
def test_the_first_window_fits_the_screen(screen: QSize) -> None:
    """A small screen shows the whole window, its frame included; a large one is not filled."""
    size = first_size(screen)
    assert size.width() < screen.width() or size.width() == 1280
    assert size.height() + 30 < screen.height()
    assert size.width() <= 1280
