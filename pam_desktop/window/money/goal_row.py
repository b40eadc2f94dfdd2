"""One savings goal: how far it has come, as a bar and in words."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.wording import amount, short_day
from pam_desktop.window.look.words import _
from pam_desktop.window.money.budget_row import BudgetBar, category_name
from pam_desktop.window.money.source import GoalLine


class GoalRow(QFrame):
    """A line of the list."""

    def __init__(self, line: GoalLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = ElidedLabel(category_name(line.name))
        words = ElidedLabel(_words(line))
        words.setProperty("role", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(name)
        # More than enough is enough: a goal that is reached is no budget that is overdrawn.
        layout.addWidget(BudgetBar(min(1.0, line.saved.minor / max(line.target.minor, 1))))
        layout.addWidget(words)
        self.setAccessibleName(f"{name.text()}: {words.text()}")


def _words(line: GoalLine) -> str:
    told = _("{saved} of {target} put aside").format(
        saved=amount(line.saved), target=amount(line.target, whole=True)
    )
    if line.saved.minor >= line.target.minor:
        return _("Reached: {told}").format(told=told)
    if line.by is None:
        return told
    day = f"{short_day(line.by)} {line.by.year}"
    return _("{told}, by {day}").format(told=told, day=day)
