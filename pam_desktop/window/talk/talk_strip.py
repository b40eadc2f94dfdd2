"""The strip below every page but Talk: talk from wherever one is, and see what was said last."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pam_core.vocabulary import events
from pam_core.vocabulary.turn import TurnState
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.wording import STATE_WORDS
from pam_desktop.window.look.words import _
from pam_desktop.window.services import Opening, TalkMode
from pam_desktop.window.talk.talk_button import TalkButton

BUTTON = 68


class TalkStrip(QFrame):
    """Commands nobody: `talk_pressed`, `talk_released` and `stopped` say what the user did."""

    talk_pressed = Signal()
    talk_released = Signal()
    stopped = Signal()

    def __init__(self, opening: Opening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("deck")
        self.talk = TalkButton(opening.mode, size=BUTTON)
        self.state = QLabel()
        self.line = ElidedLabel()
        self.line.setProperty("role", "soft")
        self.stop = push_button(_("Stop"), "stop", name=_("Stop speaking"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.state)
        words.addWidget(self.line)
        words.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 4)
        layout.setSpacing(16)
        layout.addWidget(self.talk)
        layout.addLayout(words, 1)
        layout.addWidget(self.stop)
        self.talk.talk_pressed.connect(self.talk_pressed)
        self.talk.talk_released.connect(self.talk_released)
        self.stop.clicked.connect(self.stopped)
        self.show_state(TurnState.ASLEEP)

    def show_mode(self, mode: TalkMode, talk_key: str) -> None:
        """Show what pressing the button does."""
        self.talk.show_mode(mode, talk_key)

    def show_state(self, state: TurnState) -> None:
        """Whose turn it is, by word, sign and colour."""
        self.talk.show_state(state)
        self.state.setText(_(STATE_WORDS[state]))

    def show_event(self, event: events.Event) -> None:
        """The words so far, the answer so far, the answer."""
        match event:
            case events.StateChanged():
                self.show_state(event.state)
            case events.PartialHeard():
                self.line.say(f"“{event.text}”")
            case events.UtteranceHeard():
                self.line.say(f"“{event.transcript.text}”")
            case events.ReplyGrew():
                self.line.say(event.text)
            case events.ReplyReady():
                self.line.say(event.turn.reply.text)
