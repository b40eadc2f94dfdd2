"""What an empty page shows: how to begin, and questions to begin with."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pam_desktop.window.push_button import push_button
from pam_desktop.window.theme import icon

EXAMPLES = (
    "How much did I spend on fuel this month?",
    "I spent 45 dollars on groceries",
    "What time is it?",
)


class Welcome(QWidget):
    """Emits `asked(text)` for an example and `demo_wanted`."""

    asked = Signal(str)
    demo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        sign.setPixmap(icon("pam").pixmap(72, 72))
        title = QLabel("Where to next?", alignment=Qt.AlignmentFlag.AlignCenter)
        title.setProperty("role", "welcome")
        text = QLabel("Talk to PAM, or try one of these:", alignment=Qt.AlignmentFlag.AlignCenter)
        text.setProperty("role", "soft")
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(1)
        for widget in (sign, title, text):
            column.addWidget(widget)
        column.addSpacing(6)
        for example in EXAMPLES:
            button = push_button(f"“{example}”", name=f"Ask: {example}")
            button.clicked.connect(lambda _=False, it=example: self.asked.emit(it))
            column.addWidget(button)
        self.demo = push_button("Try the demo", kind="quiet")
        self.demo.clicked.connect(self.demo_wanted)
        column.addWidget(self.demo)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)

    def show_demo(self, is_demo: bool) -> None:
        """Inside the demo there is none to try."""
        self.demo.setVisible(not is_demo)
