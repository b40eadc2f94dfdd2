"""One part of PAM: how it is, in a sign, a word and a sentence, and what can be done about it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pam_desktop.window.look.column import plain
from pam_desktop.window.look.icons import Sign
from pam_desktop.window.look.push_button import push_button


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a row says; `mend` is a button's word and what pressing it does."""

    name: str
    sign: str
    colour: str
    state: str
    sentence: str = ""
    mend: tuple[str, Callable[[], object]] | None = None


class PartRow(QFrame):
    """A line of the list."""

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(plain(f"{finding.name}: {finding.state}"))
        if finding.sentence:
            words.addWidget(plain(finding.sentence[:400], "small"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(12)
        layout.addWidget(Sign(finding.sign, finding.colour))
        layout.addLayout(words, 1)
        self.mend = None
        if finding.mend is not None:
            word, action = finding.mend
            self.mend = push_button(word, name=f"{finding.name}: {word}")
            self.mend.clicked.connect(lambda: action())
            layout.addWidget(self.mend)
        self.setAccessibleName(f"{finding.name}: {finding.state}. {finding.sentence}"[:500])
