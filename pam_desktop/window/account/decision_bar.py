"""The bar that says how many changes need a decision, and leads to it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from pam_desktop.app.conflict_words import decisions_wait
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.icons import Sign
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _


class DecisionBar(QFrame):
    """Hidden while nothing is to be decided. `wanted` asks for the dialog."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decision")
        sign = Sign("warning", "brand")
        self.words = ElidedLabel()
        self.decide = push_button(_("Decide"), kind="primary", name=_("Decide about these changes"))
        self.decide.clicked.connect(self.wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 6, 16, 6)
        layout.setSpacing(12)
        layout.addWidget(sign)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.decide)
        self.hide()

    def show_count(self, many: int) -> None:
        """So many wait."""
        self.words.say(decisions_wait(many) if many else "")
        self.setVisible(many > 0)
