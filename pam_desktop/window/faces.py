"""Which of its faces the window wears: parked, with all its pages, or driving."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pam_core.vocabulary.events import Event
from pam_core.vocabulary.turn import TurnState
from pam_desktop.window.driving.face import DrivingFace
from pam_desktop.window.page_kit import PageKit
from pam_desktop.window.services import TalkMode
from pam_desktop.window.talk.talk_press import TalkPress


class Faces(QStackedWidget):
    """`changed` comes when another face is worn, and the mind is told whether it is for the road.

    The driving face is made when it is first needed; it begins with the state of then.
    """

    changed = Signal()

    def __init__(self, parked: QWidget, kit: PageKit, press: TalkPress) -> None:
        super().__init__()
        self._kit, self._press = kit, press
        self._talk_key = kit.opening.talk_key
        self.driving: DrivingFace | None = None
        self.addWidget(parked)

    @property
    def is_driving(self) -> bool:
        """Whether the driving face is worn."""
        return self.currentIndex() > 0

    def drive(self, on: bool, state: TurnState = TurnState.ASLEEP) -> None:
        """Wear the driving face, or the parked one; `state` is whose turn it is now."""
        if on is self.is_driving:
            return
        face = self.driving or self._made()
        self.setCurrentIndex(1 if on else 0)
        if on:
            face.show_state(state)
            face.refresh()
            face.talk.setFocus()
        source = self._kit.sources.driving
        if source is not None:
            self._kit.errands.send(source.set_driving(on))
        self.changed.emit()

    def show_mode(self, mode: TalkMode, talk_key: str) -> None:
        """How turns are opened from now on."""
        self._talk_key = talk_key
        if self.driving is not None:
            self.driving.show_mode(mode, talk_key)

    def show_event(self, event: Event) -> None:
        """Tell the driving face, where it was made."""
        if self.driving is not None:
            self.driving.show_event(event)

    def _made(self) -> DrivingFace:
        face = self.driving = DrivingFace(self._kit)
        face.parked.connect(lambda: self.drive(False))
        face.talk.talk_pressed.connect(self._press.press)
        face.talk.talk_released.connect(self._press.release)
        face.show_mode(self._press.mode, self._talk_key)
        self.addWidget(face)
        return face
