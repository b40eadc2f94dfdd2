"""Takes pictures of every page and face, with the demo's data: see `make screenshots`."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from pam_desktop.app.still import settle, still_window
from pam_desktop.window.look.theme import THEMES, wardrobe
from pam_desktop.window.look.words import speak
from pam_desktop.window.main_window import MainWindow
from pam_desktop.window.pages import PAGES

SIZES = (QSize(1024, 600), QSize(1280, 800), QSize(1920, 1080))

LINE = "You have spent 402 dollars on fuel this month, in four fill-ups. 398 dollars are left."


def main() -> int:
    """Write the pictures into a folder, one file a page, theme and size."""
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--scale", type=float, default=1.0, help="text size, 1 to 2")
    parser.add_argument("--language", default="en")
    parser.add_argument("--only", help="a page or face")
    asked = parser.parse_args()
    speak(asked.language)
    asked.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        still_window(Path(folder)) as window,
    ):
        taken = sum(
            _picture(window, name, shown, asked.scale, asked.out)
            for name, shown in _scenes(window)
            if asked.only in (None, name)
        )
    print(f"{taken} pictures in {asked.out}")
    return 0


def _picture(window: MainWindow, name: str, shown: QWidget, scale: float, out: Path) -> int:
    sizes = SIZES if shown is window else (shown.size(),)
    for theme in THEMES:
        wardrobe().wear(theme, scale)
        for size in sizes:
            shown.resize(size)
            settle(window)
            picture = f"{name}-{theme}-{size.width()}x{size.height()}.png"
            shown.grab().save(str(out / picture))
    return len(THEMES) * len(sizes)


def _scenes(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    for entry in PAGES:
        window.show_page(entry.page)
        yield entry.page.value, window
    window.faces.drive(True)
    if window.faces.driving is not None:
        window.faces.driving.line.say(LINE)
    yield "driving", window
    window.faces.drive(False)


if __name__ == "__main__":
    sys.exit(main())
