"""What pressing and letting go of the talk button means, by the mode."""

from collections.abc import Callable, Coroutine
from typing import Any

from pam_core.vocabulary.ports import Conductor
from pam_desktop.window.errands import Errands
from pam_desktop.window.services import TalkMode


class TalkPress:
    """Hold: down listens, up ends. Otherwise each press toggles, and letting go means nothing."""

    def __init__(self, conductor: Conductor, errands: Errands, mode: TalkMode) -> None:
        self._conductor, self._errands = conductor, errands
        self._let_go: Callable[[], Coroutine[Any, Any, None]] | None = None
        self.mode = mode

    def press(self) -> None:
        """The button went down."""
        if self.mode is TalkMode.HOLD:
            # What a press began its release must end, even if the mode changes in between.
            self._let_go = self._conductor.release_talk
            self._errands.send(self._conductor.press_talk())
        else:
            self._errands.send(self._conductor.toggle_talk())

    def release(self) -> None:
        """The button came up."""
        if self._let_go is not None:
            self._errands.send(self._let_go())
            self._let_go = None
