"""The banner that marks the demo as a demo, everywhere and all the time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _


class DemoBanner(QFrame):
    """Says that nothing here is the user's, and leads out."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demo")
        words = ElidedLabel(_("DEMO · a sample trip. Nothing of yours is shown here or changed."))
        self.leave = push_button(_("Leave demo"), kind="demo")
        self.leave.clicked.connect(self.left)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 6, 16, 6)
        layout.addWidget(words, 1)
        layout.addWidget(self.leave)
