"""The look: colours and sizes from the theme's file, the style sheet, and the icons."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
"""Beside the packages in a checkout, in site-packages and in a frozen bundle alike."""

FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "Ubuntu", "Cantarell", "DejaVu Sans"]
"""The first that is installed; none is shipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Tokens: `colours` by name as "#rrggbb", `sizes` by name in pixels."""

    colours: dict[str, str]
    sizes: dict[str, int]

    def colour(self, name: str) -> QColor:
        """A token as a colour to paint with."""
        return QColor(self.colours[name])


@cache
def theme() -> Theme:
    """The theme in use."""
    tokens = tomllib.loads((RESOURCES / "styles" / "dark.toml").read_text(encoding="utf-8"))
    return Theme(colours=tokens["colour"], sizes=tokens["size"])


@cache
def style_sheet() -> str:
    """The window's style sheet with the theme's tokens filled in."""
    tokens = theme()
    words: dict[str, str | int] = {**tokens.colours, **tokens.sizes}
    words["colour_text"] = tokens.colours["text"]
    # A style sheet counts the 2 px border on both sides outside of min-height.
    words["inner_target"] = tokens.sizes["target"] - 4
    for icon in ("chevron", "check"):
        words[icon] = (RESOURCES / "icons" / f"{icon}-on-theme.svg").as_posix()
    text = (RESOURCES / "styles" / "window.qss").read_text(encoding="utf-8")
    return Template(text).substitute(words)


@cache
def _drawing(name: str, colour: str) -> QSvgRenderer:
    text = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))


def paint_icon(painter: QPainter, name: str, colour: QColor, within: QRectF) -> None:
    """Draw an icon, in one colour, into a square."""
    _drawing(name, colour.name()).render(painter, within)


def icon(name: str, colour: str = "text", size: int = 24) -> QIcon:
    """An icon in a theme colour, for a button."""
    # Four times the size: sharp on dense screens, and the icon engine scales it down once.
    pixmap = QPixmap(QSize(size * 4, size * 4))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _drawing(name, theme().colours.get(colour, colour)).render(painter)
    painter.end()
    return QIcon(pixmap)
