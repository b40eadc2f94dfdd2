"""Chooses how a turn is opened: hold, press, or hands-free."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QVBoxLayout, QWidget

from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.wording import MODE_WORDS
from pam_desktop.window.look.words import _
from pam_desktop.window.services import TalkMode


class ModePicker(QWidget):
    """Three large buttons of which one is down."""

    chosen = Signal(TalkMode)

    def __init__(self, mode: TalkMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.buttons: dict[TalkMode, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for each, (name, explanation) in MODE_WORDS.items():
            button = push_button(_(name), kind="choice")
            button.setCheckable(True)
            button.setChecked(each is mode)
            button.setAccessibleDescription(_(explanation))
            button.setToolTip(_(explanation))
            button.clicked.connect(lambda checked=False, it=each: self._choose(it))
            self._group.addButton(button)
            self.buttons[each] = button
            layout.addWidget(button)
        self._explanation = QLabel(_(MODE_WORDS[mode][1]))
        self._explanation.setProperty("role", "small")
        self._explanation.setWordWrap(True)
        layout.addWidget(self._explanation)

    def show_mode(self, mode: TalkMode) -> None:
        """Show the mode without choosing it."""
        self.buttons[mode].setChecked(True)
        self._explanation.setText(_(MODE_WORDS[mode][1]))

    def _choose(self, mode: TalkMode) -> None:
        self.show_mode(mode)
        self.chosen.emit(mode)
