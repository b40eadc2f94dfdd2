"""The bar that says what was just changed, and takes it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _


class UndoBar(QFrame):
    """Stays until the next change, or until it is dismissed; emits `undo_wanted`."""

    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decision")
        self._words = ElidedLabel()
        self.undo = push_button(_("Undo"), "undo", name=_("Undo the last change"))
        self.dismiss = push_button(sign="close", name=_("Dismiss this line"), kind="quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 8, 4)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.undo)
        layout.addWidget(self.dismiss)
        self.undo.clicked.connect(self.undo_wanted)
        self.dismiss.clicked.connect(self.hide)
        self.hide()

    @property
    def words(self) -> str:
        """The line as it is shown."""
        return self._words.text()

    def show_change(self, what: str) -> None:
        """Name a change that can be taken back."""
        self._words.say(_("Changed: {what}").format(what=what))
        self.undo.show()
        self.show()

    def show_answer(self, text: str) -> None:
        """PAM's own words about a change that can be taken back."""
        self._words.say(text)
        self.undo.show()
        self.show()

    def show_undone(self, what: str) -> None:
        """Say what was taken back."""
        self._words.say(_("Taken back: {what}").format(what=what))
        self.undo.hide()
        self.show()
