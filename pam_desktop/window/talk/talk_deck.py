"""The deck at the bottom: state, partial words, level, talk button, text entry, volume, stop."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from pam_core.vocabulary.turn import TurnState
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.icons import Sign
from pam_desktop.window.look.level_meter import LevelMeter
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.theme import theme, wardrobe
from pam_desktop.window.look.wording import STATE_WORDS, state_hint
from pam_desktop.window.look.words import _
from pam_desktop.window.services import Opening, TalkMode
from pam_desktop.window.talk.talk_button import TalkButton

LONGEST_QUESTION = 2000
"""Characters; nobody types more to a voice assistant, and the mind refuses more."""


class TalkDeck(QFrame):
    """Everything to talk with; it commands nobody, it says what the user did."""

    talk_pressed = Signal()
    talk_released = Signal()
    asked = Signal(str)
    stopped = Signal()
    volume_chosen = Signal(float)

    def __init__(self, opening: Opening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("deck")
        self._mode, self._talk_key = opening.mode, opening.talk_key
        self.talk = TalkButton(opening.mode)
        self.level = LevelMeter()
        self._state = QLabel()
        self._state.setProperty("role", "state")
        self._state.setObjectName("state")
        self._hint = ElidedLabel()
        self._hint.setProperty("role", "soft")
        self._partial = ElidedLabel(keeps_end=True)
        self._partial.setObjectName("partial")
        self._partial.setProperty("role", "partial")
        self._entry = QLineEdit(placeholderText=_("Or type a question"), maxLength=LONGEST_QUESTION)
        self._entry.setObjectName("ask")
        self._entry.setAccessibleName(_("Type a question"))
        self._send = push_button(sign="send", name=_("Send the question"), kind="primary")
        self._stop = push_button(_("Stop"), "stop", name=_("Stop speaking"))
        self._stop.setToolTip(_("Stop speaking (Esc)"))
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._volume.setRange(0, 100)
        self._volume.setAccessibleName(_("PAM's volume"))
        self._volume.setPageStep(10)
        self._volume.setMinimumWidth(120)
        self._volume_words = QLabel()
        self._volume_words.setProperty("role", "small")
        self.show_volume(opening.volume)
        self._lay_out()
        self._connect()
        self.show_state(TurnState.ASLEEP)
        wardrobe().changed.connect(self._dress)

    @property
    def state_words(self) -> str:
        """The state line as it is shown."""
        return self._state.text()

    def show_state(self, state: TurnState) -> None:
        """Show whose turn it is."""
        self.talk.show_state(state)
        self._state.setText(_(STATE_WORDS[state]))
        colour = theme().colours[state.value]
        self._state.setStyleSheet(f"color: {colour}")
        self._hint.say(state_hint(state, self._mode, self._talk_key))
        if state in (TurnState.ASLEEP, TurnState.THINKING, TurnState.SPEAKING):
            self.level.fall_silent()
        if state is not TurnState.THINKING:
            self._partial.say("")

    def show_mode(self, mode: TalkMode, talk_key: str) -> None:
        """Show how turns are opened."""
        self._mode, self._talk_key = mode, talk_key
        self.talk.show_mode(mode, talk_key)
        self._hint.say(state_hint(self.talk.state, mode, talk_key))

    def show_partial(self, text: str) -> None:
        """Show the words so far: their end, which is the news."""
        self._partial.say(f"“{text}”" if text else "")

    def show_volume(self, volume: float) -> None:
        """Show PAM's volume, 0-1, without choosing it; not under the finger that moves it."""
        if self._volume.isSliderDown():
            return
        self._volume.blockSignals(True)
        self._volume.setValue(round(volume * 100))
        self._volume.blockSignals(False)
        self._volume_words.setText(_("Volume {percent} %").format(percent=round(volume * 100)))

    def _dress(self) -> None:
        # The state's word is in a colour of the theme.
        self.show_state(self.talk.state)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        for widget in (self._state, self._hint, self._partial, self.level):
            words.addWidget(widget)
        words.addStretch(1)
        sound = QHBoxLayout()
        speaker = Sign("volume", "text_soft")
        sound.addWidget(speaker)
        sound.addWidget(self._volume, 1)
        controls = QVBoxLayout()
        controls.setSpacing(4)
        controls.addStretch(1)
        controls.addWidget(self._volume_words)
        controls.addLayout(sound)
        controls.addWidget(self._stop)
        controls.addStretch(1)
        entry = QHBoxLayout()
        entry.setSpacing(10)
        entry.addWidget(self._entry, 1)
        entry.addWidget(self._send)
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 8, 24, 14)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.addLayout(words, 0, 0)
        grid.addWidget(self.talk, 0, 1)
        grid.addLayout(controls, 0, 2)
        grid.addLayout(entry, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)

    def _connect(self) -> None:
        self.talk.talk_pressed.connect(self.talk_pressed)
        self.talk.talk_released.connect(self.talk_released)
        self._stop.clicked.connect(self.stopped)
        self._entry.returnPressed.connect(self._ask)
        self._send.clicked.connect(self._ask)
        self._volume.valueChanged.connect(self._choose_volume)

    def _ask(self) -> None:
        text = self._entry.text().strip()
        if text:
            self._entry.clear()
            self.asked.emit(text)

    def _choose_volume(self, percent: int) -> None:
        self._volume_words.setText(_("Volume {percent} %").format(percent=percent))
        self.volume_chosen.emit(percent / 100)
