"""The rail at the left: one button for each page."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from pam_core.vocabulary.reply import Page
from pam_desktop.window.look.icons import icon
from pam_desktop.window.look.words import _
from pam_desktop.window.pages import PAGES

WIDTH = 96


class Rail(QFrame):
    """Emits `chosen(Page)`. Where the window is too low for all buttons the rail scrolls."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        self._buttons: dict[Page, QToolButton] = {}
        inside = QWidget()
        inside.setObjectName("railPage")
        column = QVBoxLayout(inside)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(4)
        for place, entry in enumerate(PAGES):
            button = _button(entry.title(), entry.sign, place + 1)
            button.clicked.connect(lambda checked=False, it=entry.page: self.chosen.emit(it))
            self._group.addButton(button)
            self._buttons[entry.page] = button
            column.addWidget(button)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def show_page(self, page: Page) -> None:
        """Mark the page that is shown."""
        if page in self._buttons:
            self._buttons[page].setChecked(True)

    def button(self, page: Page) -> QToolButton:
        """A page's button."""
        return self._buttons[page]


def _button(title: str, sign: str, number: int) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setProperty("kind", "rail")
    button.setIcon(icon(sign))
    button.setIconSize(QSize(26, 26))
    button.setText(title)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setAccessibleName(title)
    button.setToolTip(_("{page} (Ctrl+{number})").format(page=title, number=number))
    button.setFixedSize(QSize(WIDTH - 12, 60))
    return button
