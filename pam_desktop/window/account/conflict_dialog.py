"""The dialog of a conflict: both versions side by side, one large button under each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pam_desktop.app.conflict_words import DELETED, Line, Versions, decisions_wait, in_one_line
from pam_desktop.window.account.account_services import AccountServices, Outcome
from pam_desktop.window.errands import Errands
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import N_, _

EXPLAINED = N_(
    "You changed this here, and it was changed elsewhere too. Nothing is lost: choose which one "
    "is to stand on all your computers."
)
ALL_DECIDED = N_("Everything is decided.")


class ConflictDialog(QDialog):
    """One conflict after the other. `decided` comes after each choice."""

    decided = Signal()

    def __init__(
        self, accounts: AccountServices, errands: Errands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("PAM: a decision"))
        self.setMinimumSize(680, 440)
        self._accounts, self._errands = accounts, errands
        self._shown: Versions | None = None
        self.title = _words("", "title")
        self.explained = _words(_(EXPLAINED))
        self.mine, self.theirs = Side(_("Yours, from here")), Side(_("From elsewhere"))
        self.left = _words("", "small")
        self.shut = push_button(_("Later"), kind="quiet")
        self._lay_out()
        self.mine.keep.clicked.connect(lambda: self._keep(mine=True))
        self.theirs.keep.clicked.connect(lambda: self._keep(mine=False))
        self.shut.clicked.connect(self.accept)
        self._enable(False)
        self.refresh()

    def refresh(self) -> None:
        """Ask what is to be decided."""
        self._errands.send(self._accounts.conflicts(), self._show)

    def _show(self, waiting: Sequence[Versions]) -> None:
        self._shown = waiting[0] if waiting else None
        for side in (self.mine, self.theirs):
            side.setVisible(bool(waiting))
        self.explained.setText(EXPLAINED if waiting else ALL_DECIDED)
        self.left.setText(decisions_wait(len(waiting)) if waiting else "")
        self.shut.setText("Later" if waiting else "Close")
        self._enable(bool(waiting))
        if self._shown is None:
            self.title.setText(_("Decisions"))
            self.shut.setFocus()
            return
        self.title.setText(self._shown.what)
        self.mine.show_version(self._shown.mine)
        self.theirs.show_version(self._shown.theirs)
        self.mine.keep.setFocus()

    def _keep(self, *, mine: bool) -> None:
        if self._shown is None:
            return
        self._enable(False)
        self._errands.send(
            self._accounts.keep(self._shown.id, mine=mine), self._went, lambda _: self._enable(True)
        )

    def _went(self, outcome: Outcome) -> None:
        self.left.setText(outcome.sentence)
        self.decided.emit()
        self.refresh()

    def _enable(self, on: bool) -> None:
        for side in (self.mine, self.theirs):
            side.keep.setEnabled(on)

    def _lay_out(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(16)
        sides.addWidget(self.mine, 1)
        sides.addWidget(self.theirs, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.left, 1)
        bottom.addWidget(self.shut)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(14)
        layout.addWidget(self.title)
        layout.addWidget(self.explained)
        layout.addLayout(sides, 1)
        layout.addLayout(bottom)


class Side(QFrame):
    """One version with its button; what differs is marked."""

    def __init__(self, whose: str) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._whose = whose
        heading = _words(whose, "section")
        self.lines = _words("", "version")
        self.lines.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.lines)
        self.keep: QPushButton = push_button(_("Keep this"), kind="primary")
        self.keep.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(heading)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.keep)

    def show_version(self, lines: Sequence[Line]) -> None:
        """Show a version; none are one that was deleted."""
        shown = [f"{'▸ ' if it.differs else ''}{it.label.capitalize()}: {it.words}" for it in lines]
        self.lines.setText("\n".join(shown) or DELETED)
        told = in_one_line(lines)
        self.lines.setAccessibleName(f"{self._whose}: {told}")
        name = _("Keep this, {whose}: {version}").format(whose=self._whose.lower(), version=told)
        self.keep.setAccessibleName(name)


def _words(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(100)
    if role:
        label.setProperty("role", role)
    return label
