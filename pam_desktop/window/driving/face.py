"""The driving face: state, one line, what is next, and three things to press.

Sizes are those of Google's guidelines for cars ("Design for Driving", developers.google.com/cars):
targets of 76 dp with 24 dp between them, text of 32 dp and 24 dp, at most two lines. A dp is taken
as one of Qt's logical pixels, which the system scales to the screen as Android scales a dp.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pam_core.vocabulary import events
from pam_core.vocabulary.turn import TurnState
from pam_desktop.window.driving.ahead_lines import AheadLines
from pam_desktop.window.driving.short_lines import ShortLines
from pam_desktop.window.look.icons import Sign, icon
from pam_desktop.window.look.theme import theme, wardrobe
from pam_desktop.window.look.wording import STATE_ICONS, STATE_WORDS
from pam_desktop.window.look.words import _
from pam_desktop.window.page_kit import PageKit
from pam_desktop.window.services import TalkMode
from pam_desktop.window.talk.talk_button import TalkButton

GAP = 24
TARGET = 80
TALK = 220
MAIN_TEXT, OTHER_TEXT = 32, 24
MOST_SCALE = 1.25
"""The text is twice as large as elsewhere already; larger still, two lines would say nothing."""


class DrivingFace(QWidget):
    """Emits `parked` when the user is back from the road; talking goes through `talk`."""

    parked = Signal()

    def __init__(self, kit: PageKit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("driving")
        self.kit = kit
        self.talk = TalkButton(kit.opening.mode, size=TALK, word_pixels=OTHER_TEXT)
        self.sign = Sign("microphone", "asleep", 56)
        self.state = QLabel()
        self.line = ShortLines(2)
        self.ahead = AheadLines()
        self.park = _target(_("Park"), "compact")
        self.stop = _target(_("Stop"), "stop")
        self.again = _target(_("Again"), "undo")
        self._lay_out()
        self.park.clicked.connect(self.parked)
        self.stop.clicked.connect(lambda: kit.errands.send(kit.conductor.hush()))
        self.again.clicked.connect(lambda: kit.errands.send(kit.conductor.ask("repeat that")))
        self.show_state(TurnState.ASLEEP)
        self._dress()
        wardrobe().changed.connect(self._dress)

    @property
    def targets(self) -> tuple[QWidget, ...]:
        """All that can be pressed."""
        return (self.talk, self.park, self.stop, self.again)

    def refresh(self) -> None:
        """Ask what is next."""
        source = self.kit.sources.driving
        if source is not None:
            self.kit.errands.send(source.ahead(), self.ahead.show_ahead)

    def show_mode(self, mode: TalkMode, talk_key: str) -> None:
        """Show what pressing the button does."""
        self.talk.show_mode(mode, talk_key)

    def show_state(self, state: TurnState) -> None:
        """Whose turn it is, by word, sign and colour."""
        self.talk.show_state(state)
        self.state.setText(_(STATE_WORDS[state]))
        self.sign.show_icon(STATE_ICONS[state], state.value)

    def show_event(self, event: events.Event) -> None:
        """The words so far, the answer so far, the answer."""
        match event:
            case events.StateChanged():
                self.show_state(event.state)
            case events.PartialHeard():
                self.line.say(event.text)
            case events.UtteranceHeard():
                self.line.say(event.transcript.text)
            case events.ReplyGrew():
                self.line.say(event.text)
            case events.ReplyReady() | events.TurnFinished():
                self.line.say(event.turn.reply.text)
            case events.TroubleMet():
                self.line.say(event.sentence)
            case events.ThingsKept() if self.isVisible():
                self.refresh()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self.sign)
        top.addWidget(self.state, 1)
        top.addWidget(self.park)
        bottom = QHBoxLayout()
        bottom.setSpacing(GAP)
        bottom.addWidget(self.stop, 1, Qt.AlignmentFlag.AlignBottom)
        bottom.addWidget(self.talk)
        bottom.addWidget(self.again, 1, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP // 2, GAP, GAP)
        layout.setSpacing(GAP // 2)
        layout.addLayout(top)
        layout.addStretch(1)
        layout.addWidget(self.line)
        layout.addStretch(1)
        layout.addWidget(self.ahead)
        layout.addStretch(1)
        layout.addLayout(bottom)

    def _dress(self) -> None:
        scale = min(theme().scale, MOST_SCALE)
        for label, pixels, is_bold in (
            (self.line, MAIN_TEXT, True),
            (self.state, MAIN_TEXT, False),
            *((it, OTHER_TEXT, False) for it in self.ahead.labels),
            *((it, OTHER_TEXT, False) for it in (self.park, self.stop, self.again)),
        ):
            # By the style sheet: it stands above any font that is set.
            weight = "font-weight: 600;" if is_bold else ""
            weight += f"min-height: {TARGET - 4}px;" if isinstance(label, QPushButton) else ""
            label.setStyleSheet(f"font-size: {round(pixels * scale)}px; {weight}")
            font = QFont(label.font())
            font.setPixelSize(round(pixels * scale))
            font.setBold(is_bold)
            label.setFont(font)
        self.updateGeometry()


def _target(text: str, sign: str) -> QPushButton:
    button = QPushButton(f"\N{EN SPACE}{text}")
    button.setIcon(icon(sign))
    button.setIconSize(QSize(32, 32))
    button.setAccessibleName(text)
    button.setMinimumSize(TARGET * 2, TARGET)
    return button
