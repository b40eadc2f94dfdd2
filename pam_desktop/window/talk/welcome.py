"""What an empty page shows: how to begin, and questions to begin with."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pam_desktop.window.look.icons import Sign
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import N_, _

EXAMPLES = (
    N_("What can you do?"),
    N_("How much did I spend on fuel this month?"),
    N_("What time is it?"),
)
"""Questions only: one touch must not write into anybody's ledger."""

LOW = 420
"""Pixels of height below which not all of it fits."""


class Welcome(QWidget):
    """Emits `asked(text)` for an example and `demo_wanted`."""

    asked = Signal(str)
    demo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._sign = Sign("pam", "text", 72)
        title = QLabel(_("Where to next?"), alignment=Qt.AlignmentFlag.AlignCenter)
        title.setProperty("role", "welcome")
        text = QLabel(
            _("Talk to PAM, or try one of these:"), alignment=Qt.AlignmentFlag.AlignCenter
        )
        text.setProperty("role", "soft")
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (title, text):
            column.addWidget(widget)
        column.addSpacing(6)
        self._examples = []
        for example in EXAMPLES:
            button = push_button(f"“{example}”", name=_("Ask: {question}").format(question=example))
            button.clicked.connect(lambda checked=False, it=example: self.asked.emit(it))
            self._examples.append(button)
            column.addWidget(button)
        self.demo = push_button(_("Try the demo"), kind="outline")
        self.demo.clicked.connect(self.demo_wanted)
        column.addWidget(self.demo)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)

    def fit(self, height: int) -> None:
        """In a low window the picture and the last example make room for what matters."""
        for widget in (self._sign, self._examples[-1]):
            widget.setVisible(height >= LOW)

    def show_demo(self, is_demo: bool) -> None:
        """Inside the demo there is none to try."""
        self.demo.setVisible(not is_demo)
