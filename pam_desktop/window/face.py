"""What the window remembers of itself: its place, size and face, and what was shut or done."""

from pathlib import Path

from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QWidget

FIRST_SIZE = QSize(1280, 800)
FRAME = QSize(8, 40)
"""Room for the desktop's own title bar and borders, which are not known before the window is up."""


def first_size(available: QSize) -> QSize:
    """The size of a window that was never shown before: whole, on whatever screen there is."""
    return FIRST_SIZE.boundedTo(available - FRAME)


class Face:
    """An INI file of Qt's. A missing, unreadable or unwritable one costs only the memory."""

    def __init__(self, file: Path) -> None:
        self._kept = QSettings(str(file), QSettings.Format.IniFormat)

    def place(self, window: QWidget) -> bool:
        """Put the window where it was; False where that is not known."""
        geometry = self._kept.value("window/geometry")
        return geometry is not None and window.restoreGeometry(geometry)

    def keep(self, window: QWidget, *, shows_list: bool) -> None:
        """Remember the window's place, and whether its list was wanted."""
        self._kept.setValue("window/geometry", window.saveGeometry())
        self._kept.setValue("window/list", shows_list)

    @property
    def shows_list(self) -> bool:
        """Whether the list of conversations was wanted."""
        return self._kept.value("window/list", True, type=bool) is True

    @property
    def was_driving(self) -> bool:
        """Whether the driving face was worn."""
        return self._kept.value("window/driving", False, type=bool) is True

    def keep_driving(self, on: bool) -> None:
        """Remember which face is worn, on the disk at once: power is cut on the road as well."""
        self._kept.setValue("window/driving", on)
        self._kept.sync()

    @property
    def was_checked(self) -> bool:
        """Whether the check of microphone and voice was walked through, or closed."""
        return self._kept.contains("window/checked")

    def keep_checked(self) -> None:
        """The check need not come by itself again."""
        self._kept.setValue("window/checked", True)
