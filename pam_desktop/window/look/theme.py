"""The look: colours and sizes from the theme's file, worn by every widget at once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
"""Beside the packages in a checkout, in site-packages and in a frozen bundle alike."""

FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "Ubuntu", "Cantarell", "DejaVu Sans"]
"""The first that is installed; none is shipped."""

NIGHT, DAY = "night", "day"
THEMES = (NIGHT, DAY)

LEAST_SCALE, MOST_SCALE = 1.0, 2.0
"""How much larger than usual text may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Tokens: `colours` by name as "#rrggbb", `sizes` by name in pixels, texts already scaled."""

    name: str
    colours: dict[str, str]
    sizes: dict[str, int]
    scale: float = 1.0

    def colour(self, name: str) -> QColor:
        """A token as a colour to paint with."""
        return QColor(self.colours[name])


class Wardrobe(QObject):
    """What is worn now; `changed` tells those who do not read the theme at each paint."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = named_theme(NIGHT, 1.0)

    def wear(self, name: str, scale: float = 1.0) -> None:
        """Change to a theme of THEMES, with text `scale` (1-2) times its size.

        Raises KeyError where there is no such theme.
        """
        chosen = named_theme(name, min(MOST_SCALE, max(LEAST_SCALE, scale)))
        if chosen is not self.theme:
            self.theme = chosen
            self.changed.emit()


@cache
def wardrobe() -> Wardrobe:
    """The one there is."""
    return Wardrobe()


def theme() -> Theme:
    """The theme in use."""
    return wardrobe().theme


@cache
def named_theme(name: str, scale: float) -> Theme:
    """A theme from its file. Raises KeyError where there is none of this name."""
    if name not in THEMES:
        raise KeyError(name)
    styles = RESOURCES / "styles"
    colours = tomllib.loads((styles / f"{name}.toml").read_text(encoding="utf-8"))["colour"]
    sizes = tomllib.loads((styles / "sizes.toml").read_text(encoding="utf-8"))
    scaled = {key: round(value * scale) for key, value in sizes["text"].items()}
    return Theme(name=name, colours=colours, sizes={**sizes["fixed"], **scaled}, scale=scale)


def style_sheet() -> str:
    """The window's style sheet with the theme's tokens filled in."""
    return _style_sheet(theme().name, theme().scale)


@cache
def _style_sheet(name: str, scale: float) -> str:
    tokens = named_theme(name, scale)
    words: dict[str, str | int] = {**tokens.colours, **tokens.sizes}
    words["colour_text"] = tokens.colours["text"]
    # A style sheet counts the 2 px border on both sides outside of min-height.
    words["inner_target"] = tokens.sizes["target"] - 4
    for icon in ("chevron", "check"):
        file = RESOURCES / "icons" / f"{icon}-on-{name}.svg"
        words[icon] = file.as_posix()
    text = (RESOURCES / "styles" / "window.qss").read_text(encoding="utf-8")
    return Template(text).substitute(words)
