"""Cards for what went wrong: the code, the sentence, the mend, to copy and to dismiss."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pam_core.vocabulary.events import TroubleMet
from pam_desktop.window.look.icons import Sign
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _

MOST_CARDS = 5
"""Kept to be seen one after the other; what is older makes room, and stays in the log."""

LONGEST = 240
"""Characters of a sentence or mend that a card shows; Copy takes all."""


class TroubleCards(QWidget):
    """The newest trouble; dismissing it shows the one before. The same one again renews its card.

    One at a time: two would push the talk out of a small window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[str, TroubleCard] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 8, 16, 8)
        self._layout.setSpacing(8)
        self.hide()

    def show_trouble(self, trouble: TroubleMet) -> None:
        """Add a card."""
        self._remove(trouble.code)
        while len(self._cards) >= MOST_CARDS:
            self._remove(next(iter(self._cards)))
        card = TroubleCard(trouble)
        card.dismiss.clicked.connect(lambda: self._remove(trouble.code))
        self._cards[trouble.code] = card
        self._layout.addWidget(card)
        self._show_newest()

    @property
    def cards(self) -> "list[TroubleCard]":
        """What is shown, oldest first."""
        return list(self._cards.values())

    def _remove(self, code: str) -> None:
        card = self._cards.pop(code, None)
        if card is not None:
            card.hide()
            self._layout.removeWidget(card)
            card.deleteLater()
        self._show_newest()

    def _show_newest(self) -> None:
        others = len(self._cards) - 1
        for place, card in enumerate(self._cards.values()):
            card.setVisible(place == others)
            card.say_others(others)
        self.setVisible(bool(self._cards))


class TroubleCard(QFrame):
    """One trouble."""

    def __init__(self, trouble: TroubleMet) -> None:
        super().__init__()
        self.setObjectName("card")
        self._trouble = trouble
        sign = Sign("warning", "trouble", 28)
        words = QLabel(" ".join(it[:LONGEST] for it in (trouble.sentence, trouble.mend) if it))
        self._code = QLabel(trouble.code[:80])
        self._code.setProperty("role", "small")
        for label in (words, self._code):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setMinimumWidth(100)
        self.copy = push_button(_("Copy"), "copy", name=_("Copy the details of this problem"))
        self.copy.clicked.connect(self._copy)
        self.dismiss = push_button(sign="close", name=_("Dismiss this problem"), kind="quiet")
        self.setAccessibleName(_("Problem: {sentence}").format(sentence=trouble.sentence))
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(words)
        text.addWidget(self._code)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 10, 10)
        layout.setSpacing(12)
        layout.addWidget(sign)
        layout.addLayout(text, 1)
        layout.addWidget(self.copy)
        layout.addWidget(self.dismiss)

    def say_others(self, others: int) -> None:
        """Say how many more there are behind this one."""
        more = " · " + _("and {count} more").format(count=others) if others else ""
        self._code.setText(self._trouble.code[:80] + more)

    def _copy(self) -> None:
        it = self._trouble
        QGuiApplication.clipboard().setText(f"{it.code}\n{it.sentence}\n{it.mend}".strip())
