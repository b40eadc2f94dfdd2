"""PAM's icons, drawn in the colours of whichever theme is worn."""

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from pam_desktop.window.look.theme import RESOURCES, theme, wardrobe


@cache
def _drawing(name: str, colour: str) -> QSvgRenderer:
    text = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))


def paint_icon(painter: QPainter, name: str, colour: QColor, within: QRectF) -> None:
    """Draw an icon, in one colour, into a square."""
    _drawing(name, colour.name()).render(painter, within)


def icon(name: str, colour: str = "text") -> QIcon:
    """An icon for a button, in a colour of the theme, also of one that is worn later."""
    return QIcon(_Drawn(name, colour))


class _Drawn(QIconEngine):
    """Looks the colour up each time it draws: nobody has to set icons anew with the theme."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def clone(self) -> QIconEngine:
        return _Drawn(self._name, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = "text_soft" if mode is QIcon.Mode.Disabled else self._colour
        side = min(rect.width(), rect.height())
        square = QRect(QPoint(0, 0), QSize(side, side))
        square.moveCenter(rect.center())
        paint_icon(painter, self._name, theme().colour(token), QRectF(square))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # `size` counts the screen's own dots; Qt sets the ratio itself.
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return drawn


class Sign(QWidget):
    """An icon that is only looked at, in a square of `side` pixels."""

    def __init__(self, name: str, colour: str = "text", side: int = 24) -> None:
        super().__init__()
        self._name, self._colour = name, colour
        self.setFixedSize(side, side)
        # What it says is said in words beside it.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        wardrobe().changed.connect(self.update)

    @property
    def shown(self) -> tuple[str, str]:
        """The icon and its colour by their names."""
        return self._name, self._colour

    def show_icon(self, name: str, colour: str = "text") -> None:
        """Show another icon."""
        self._name, self._colour = name, colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_icon(painter, self._name, theme().colour(self._colour), QRectF(self.rect()))
        painter.end()
