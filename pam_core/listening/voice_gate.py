"""Whether a frame holds voice, found in two stages so that a quiet day costs almost nothing.

Level and webrtcvad watch all day; webrtcvad alone fires on road noise, so Silero confirms, but only
while the cheap stage is open.
"""

from collections import deque
from dataclasses import dataclass

from pam_core.vocabulary.audio import FRAME_SECONDS
from pam_core.vocabulary.ports import VoiceDetector


@dataclass(frozen=True, slots=True, kw_only=True)
class GateTuning:
    """How the gate decides; the figures were found on the recordings with `bench latency`.

    `begin_probability` starts voice, `keep_probability` keeps it going (Silero's own advice is a
    distance of 0.15). `above_floor_db` is how far a frame must stand out of the noise floor.
    """

    begin_probability: float = 0.5
    keep_probability: float = 0.35
    above_floor_db: float = 4.0
    quietest_dbfs: float = -62.0
    votes_needed: int = 3
    votes_window: int = 5
    warm_up_frames: int = 20
    linger_seconds: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReading:
    """What the gate says of one frame: loudness in dBFS, and whether it holds voice."""

    level_dbfs: float
    voiced: bool


class NoiseFloor:
    """Follows the loudness of what is always there: quickly down, slowly up."""

    FALL = 0.3
    RISE = 0.02
    LARGEST_RISE_DB = 6.0
    """A shout must not lift the floor at once; an engine that starts lifts it within seconds."""

    def __init__(self) -> None:
        self.dbfs: float | None = None

    def follow(self, level_dbfs: float) -> float:
        """Take in a frame's level and return the floor, both in dBFS."""
        if self.dbfs is None:
            self.dbfs = level_dbfs
        difference = level_dbfs - self.dbfs
        if difference < 0:
            self.dbfs += difference * self.FALL
        else:
            self.dbfs += min(difference, self.LARGEST_RISE_DB) * self.RISE
        return self.dbfs


class VoiceGate:
    """Two stages of voice detection over a `VoiceDetector`; one for each microphone."""

    def __init__(self, detector: VoiceDetector, tuning: GateTuning | None = None) -> None:
        self._detector = detector
        self._tuning = tuning or GateTuning()
        self._floor = NoiseFloor()
        self._votes: deque[bool] = deque(maxlen=self._tuning.votes_window)
        self._recent: deque[bytes] = deque(maxlen=self._tuning.warm_up_frames)
        self._open_frames_left = 0
        self._voiced = False

    @property
    def is_open(self) -> bool:
        """Whether Silero is being asked."""
        return self._open_frames_left > 0

    def hear(self, pcm: bytes, *, held_open: bool) -> GateReading:
        """Judge one frame. `held_open` keeps Silero awake: somebody is known to be speaking."""
        level = self._detector.level_dbfs(pcm)
        floor = self._floor.follow(level)
        if self.is_open or held_open:
            return GateReading(level_dbfs=level, voiced=self._ask_silero(pcm))
        self._recent.append(pcm)
        loud = level > self._tuning.quietest_dbfs and level > floor + self._tuning.above_floor_db
        # webrtcvad is only asked about what stands out; its votes may lie a little apart.
        self._votes.append(loud and self._detector.quick(pcm))
        if sum(self._votes) >= self._tuning.votes_needed:
            return GateReading(level_dbfs=level, voiced=self._open())
        return GateReading(level_dbfs=level, voiced=False)

    def reset(self) -> None:
        """Forget the voice so far, keep the noise floor: what comes next does not follow on."""
        self._detector.forget()
        self._votes.clear()
        self._recent.clear()
        self._open_frames_left = 0
        self._voiced = False

    def _open(self) -> bool:
        """Wake Silero with the sound just past, which it needs to be sure early."""
        self._detector.forget()
        self._votes.clear()
        recent, voiced = tuple(self._recent), False
        self._recent.clear()
        self._linger()
        for pcm in recent:
            voiced = self._ask_silero(pcm)
        return voiced

    def _ask_silero(self, pcm: bytes) -> bool:
        probability = self._detector.sure(pcm)
        tuning = self._tuning
        threshold = tuning.keep_probability if self._voiced else tuning.begin_probability
        self._voiced = probability >= threshold
        if self._voiced:
            self._linger()
        elif self.is_open:
            self._open_frames_left -= 1
        return self._voiced

    def _linger(self) -> None:
        self._open_frames_left = round(self._tuning.linger_seconds / FRAME_SECONDS)
