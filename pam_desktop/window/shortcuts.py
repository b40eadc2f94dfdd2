"""The keys that work anywhere in the window."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from pam_core.vocabulary.reply import Page
from pam_desktop.window.pages import PAGES


def bind_keys(window: QWidget, actions: Mapping[str, Callable[[], object]]) -> None:
    """Do these, each on its keys ("Ctrl+F")."""
    for keys, action in actions.items():
        QShortcut(QKeySequence(keys), window).activated.connect(action)


def bind_pages(window: QWidget, show: Callable[[Page], object]) -> None:
    """Ctrl and a digit shows a page, in the order of the rail."""
    for number, entry in enumerate(PAGES, start=1):
        shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), window)
        shortcut.activated.connect(lambda it=entry.page: show(it))
