"""One category of the month: its name, its bar against the budget, and the same in words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from pam_core.vocabulary.budget import Cycle
from pam_core.vocabulary.money import Money
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.icons import Sign
from pam_desktop.window.look.theme import theme, wardrobe
from pam_desktop.window.look.wording import amount
from pam_desktop.window.look.words import _
from pam_desktop.window.money.source import CategoryLine

BAR_HEIGHT = 14


class BudgetBar(QWidget):
    """`share` of the limit; beyond it the bar is full, and striped at its end."""

    def __init__(self, share: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = share
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        wardrobe().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(120, BAR_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The groove, the bar, and the stripes of what is over."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(self.rect())
        radius = groove.height() / 2
        painter.setBrush(look.colour("hover"))
        painter.drawRoundedRect(groove, radius, radius)
        bar = QRectF(groove)
        bar.setWidth(max(radius * 2, groove.width() * min(self._share, 1.0)))
        if self._share > 0:
            painter.setBrush(look.colour("trouble" if self._share > 1 else "brand"))
            painter.drawRoundedRect(bar, radius, radius)
        if self._share > 1:
            painter.setPen(QPen(look.colour("on_bright"), 2))
            limit = int(groove.width() / self._share)
            for left in range(limit, self.width(), 10):
                painter.drawLine(left, self.height(), left + BAR_HEIGHT, 0)
        painter.end()


class BudgetRow(QFrame):
    """A line of the list; without a budget there is no bar."""

    def __init__(self, line: CategoryLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = ElidedLabel(category_name(line.category))
        spent = QLabel(_spent(line))
        spent.setTextFormat(Qt.TextFormat.PlainText)
        spent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rest = ElidedLabel(rest_words(line))
        rest.setProperty("role", "small")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(name, 0, 1 if line.share > 1 else 0, 1, 1 if line.share > 1 else 2)
        grid.addWidget(spent, 0, 2)
        if line.share > 1:
            grid.addWidget(Sign("warning", "trouble", 20), 0, 0)
        if line.limit is not None:
            grid.addWidget(BudgetBar(line.share), 1, 0, 1, 3)
            grid.addWidget(rest, 2, 0, 1, 3)
        self.setAccessibleName(f"{name.text()}: {spent.text()}. {rest.text()}".strip())


def category_name(category: str) -> str:
    """A category as a heading: the user's own word, its first letter large."""
    return category[:1].upper() + category[1:]


def rest_words(line: CategoryLine) -> str:
    """What is left of a budget, or by how much it is over; and where the pace leads."""
    if line.limit is None:
        return ""
    left = Money(minor=line.limit.minor - line.spent.minor, currency=line.limit.currency)
    rest = _left(line.cycle, left) if left.minor >= 0 else _over(left)
    if line.forecast is None or line.share > 1:
        return rest
    pace = _("At this pace {amount}").format(amount=amount(line.forecast, whole=True))
    return f"{rest} · {pace}"


def _left(cycle: Cycle, left: Money) -> str:
    words = {
        Cycle.WEEK: _("{amount} left this week"),
        Cycle.MONTH: _("{amount} left this month"),
        Cycle.YEAR: _("{amount} left this year"),
    }
    return words[cycle].format(amount=amount(left))


def _over(left: Money) -> str:
    beyond = Money(minor=-left.minor, currency=left.currency)
    return _("{amount} over the budget").format(amount=amount(beyond))


def _spent(line: CategoryLine) -> str:
    if line.limit is None:
        return amount(line.spent)
    return _("{spent} of {limit}").format(
        spent=amount(line.spent), limit=amount(line.limit, whole=line.limit.minor % 100 == 0)
    )
