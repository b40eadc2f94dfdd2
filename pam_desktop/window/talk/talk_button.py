"""The big talk button: hold it, or press it, and speak; it shows the turn's state."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from pam_core.vocabulary.turn import TurnState
from pam_desktop.window.look.icons import paint_icon
from pam_desktop.window.look.theme import theme
from pam_desktop.window.look.wording import STATE_ICONS, button_word, state_hint
from pam_desktop.window.look.words import _
from pam_desktop.window.services import TalkMode

WINDOW_KEY = Qt.Key.Key_F9
WINDOW_KEY_NAME = "F9"
"""Talks from anywhere in the window, where it is not the global key as well."""

LEAST_WITH_WORD = 100
"""Pixels; a smaller button has no room for the word, which then stands beside it."""

SIDES = {
    TurnState.ASLEEP: 0.5,
    TurnState.WAITING: 0.5,
    TurnState.LISTENING: 0.5,
    TurnState.THINKING: 0.3,
    TurnState.SPEAKING: 0.18,
}
"""The corner radius as a share of the button: round while PAM hears, squarer while it works."""


class TalkButton(QAbstractButton):
    """Colour, word, icon and outline all say the state; nothing moves by itself.

    `talk_pressed` and `talk_released` come in pairs whatever holds the button down: mouse, touch,
    Space, or the window's key (key repeat is left out). Losing the focus or the window while held
    releases it.
    """

    talk_pressed = Signal()
    talk_released = Signal()

    def __init__(
        self,
        mode: TalkMode,
        parent: QWidget | None = None,
        *,
        size: int = 0,
        word_pixels: int = 15,
    ) -> None:
        super().__init__(parent)
        self._word_pixels = word_pixels
        self._state = TurnState.ASLEEP
        self._mode = mode
        self._talk_key = "F9"
        self._is_held = False
        size = size or theme().sizes["talk"]
        self.setFixedSize(size, size)
        self.setObjectName("talk")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.pressed.connect(self._hold)
        self.released.connect(self._let_go)
        self._describe()

    @property
    def state(self) -> TurnState:
        """The state that is shown."""
        return self._state

    @property
    def word(self) -> str:
        """The word that is shown."""
        return button_word(self._state, self._mode)

    def show_state(self, state: TurnState) -> None:
        """Show whose turn it is."""
        self._state = state
        self._describe()

    def show_mode(self, mode: TalkMode, talk_key: str) -> None:
        """Show what pressing does."""
        self._mode, self._talk_key = mode, talk_key
        self._describe()

    def hold_by_key(self, is_down: bool) -> None:
        """A key of the window stands in for the button."""
        self.setDown(is_down)
        if is_down:
            self._hold()
        else:
            self._let_go()

    def sizeHint(self) -> QSize:
        """The fixed size."""
        return self.size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space holds the button; repeats are not presses."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.hold_by_key(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of the key lets go of the button."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.hold_by_key(False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key that comes up elsewhere would never be heard of here."""
        if self._is_held:
            self.hold_by_key(False)
        super().focusOutEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        super().focusInEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """A button that is disabled is no longer held."""
        if event.type() == QEvent.Type.EnabledChange and self._is_held:
            self.hold_by_key(False)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Outline, icon and word, in the colour of the state."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(self.width())
        colour = look.colour(self._state.value)
        body = QRectF(10, 10, side - 20, side - 20)
        radius = SIDES[self._state] * body.width()
        halo = QColor(colour)
        halo.setAlpha(90 if self._is_held else 45)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        painter.drawRoundedRect(body.adjusted(-8, -8, 8, 8), radius + 8, radius + 8)
        if self.hasFocus() or self._is_held:
            painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "text"), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(-6, -6, 6, 6), radius + 6, radius + 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour.lighter(112) if self._is_held or self.underMouse() else colour)
        painter.drawRoundedRect(body, radius, radius)
        ink = look.colour("on_bright")
        is_small = side < LEAST_WITH_WORD
        icon_side = side * (0.46 if is_small else 0.33)
        top = (side - icon_side) / 2 if is_small else side * 0.21
        paint_icon(
            painter,
            STATE_ICONS[self._state],
            ink,
            QRectF((side - icon_side) / 2, top, icon_side, icon_side),
        )
        if is_small:
            painter.end()
            return
        font = QFont(self.font())
        font.setPixelSize(self._word_pixels)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(ink)
        word = QRectF(QPointF(side * 0.12, side * 0.55), QPointF(side * 0.88, side * 0.85))
        wraps = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(word, wraps, self.word)
        painter.end()

    def _hold(self) -> None:
        if not self._is_held:
            self._is_held = True
            self.talk_pressed.emit()
            self.update()

    def _let_go(self) -> None:
        if self._is_held:
            self._is_held = False
            self.talk_released.emit()
            self.update()

    def _describe(self) -> None:
        self.setAccessibleName(_("Talk: {word}").format(word=self.word))
        hint = state_hint(self._state, self._mode, self._talk_key)
        self.setAccessibleDescription(hint)
        self.setToolTip(hint)
        self.update()
