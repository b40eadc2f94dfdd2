"""The last half second of sound, so that the first word is there when listening begins."""

from collections import deque

from pam_core.vocabulary.audio import FRAME_SECONDS, Frame


class PreRoll:
    """A ring of the newest frames, `seconds` long."""

    def __init__(self, seconds: float) -> None:
        self._frames: deque[Frame] = deque(maxlen=max(1, round(seconds / FRAME_SECONDS)))

    def push(self, frame: Frame) -> None:
        """Remember a frame and forget the oldest."""
        self._frames.append(frame)

    def frames(self) -> tuple[Frame, ...]:
        """What is remembered, oldest first."""
        return tuple(self._frames)

    def clear(self) -> None:
        """Forget everything, for example PAM's own voice."""
        self._frames.clear()
