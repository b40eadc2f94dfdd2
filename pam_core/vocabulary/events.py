"""What happened, as frozen values for whoever watches: the window, the terminal, the recorder."""

from dataclasses import dataclass
from enum import StrEnum

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.service import ServiceLevel
from pam_core.vocabulary.speech import Transcript, Trigger
from pam_core.vocabulary.sync_news import SyncNews
from pam_core.vocabulary.turn import Turn, TurnState


class Part(StrEnum):
    """The parts whose state is shown."""

    MICROPHONE = "microphone"
    LOUDSPEAKER = "loudspeaker"
    HEARING_MODEL = "hearing_model"
    VOICE_MODEL = "voice_model"
    STORAGE = "storage"
    TALK_KEY = "talk_key"


class Health(StrEnum):
    """How a part is doing."""

    STARTING = "starting"
    WORKING = "working"
    DEGRADED = "degraded"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    """The turn changed hands."""

    state: TurnState


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMeasured:
    """The microphone's loudness, about ten times a second while listening.

    `level_dbfs` is RMS in dB below full scale (0 is clipping, -96 silence).
    """

    level_dbfs: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialHeard:
    """What PAM makes of the utterance so far; it may still change."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceHeard:
    """The final transcript of an utterance that became a turn."""

    turn_id: str
    transcript: Transcript
    trigger: Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceDropped:
    """Sound first taken for speech and then not: silence, noise, one of Whisper's phantoms."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyGrew:
    """The answer as it looks so far; the next one, and at last ReplyReady, take its place."""

    turn_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevelChanged:
    """More or less of PAM works than before; `sentence` says what that means."""

    level: ServiceLevel
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReady:
    """PAM knows what it answers; anything with an effect has been kept on disk.

    `turn` is complete but for what will be heard of it.
    """

    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyStarted:
    """The first sound of the reply left for the loudspeaker."""

    turn_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFinished:
    """The exchange is over: said, answered, heard or interrupted."""

    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChanged:
    """A part's state changed; `sentence` says it in words, `detail` names the device or model."""

    part: Part
    health: Health
    sentence: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingsKept:
    """Something of the user's was kept, changed or taken back: who shows it looks again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeChanged:
    """PAM's own volume, 0-1."""

    volume: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressMade:
    """Long work goes on: `done` of `total` bytes (total 0: unknown)."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleMet:
    """Something went wrong that the user should see; the fields are those of PamError."""

    code: str
    sentence: str
    mend: str
    fault: Fault = Fault.BUG

    @classmethod
    def of(cls, error: PamError) -> "TroubleMet":
        """The event that tells an error."""
        return cls(code=error.code, sentence=error.sentence, mend=error.mend, fault=error.fault)

    def error(self) -> PamError:
        """The error that was told."""
        return PamError(self.code, self.sentence, mend=self.mend, fault=self.fault)


Event = (
    StateChanged
    | LevelMeasured
    | PartialHeard
    | UtteranceHeard
    | UtteranceDropped
    | ReplyGrew
    | ServiceLevelChanged
    | ReplyReady
    | ReplyStarted
    | TurnFinished
    | PartChanged
    | ThingsKept
    | VolumeChanged
    | ProgressMade
    | TroubleMet
    | SyncNews
)
