"""Screenshots, looked at."""

from pathlib import Path

from PySide6.QtGui import QImage


def colours(picture: Path) -> int:
    """How many different colours a picture has; a blank screen has one."""
    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGB32)
    words = memoryview(image.constBits()).cast("B").cast("I")
    return len(set(words))
