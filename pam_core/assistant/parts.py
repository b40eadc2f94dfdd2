"""What the assistant is made of, and how it behaves; the composition root chooses both."""

from dataclasses import dataclass

from pam_core.listening.patience import Patience
from pam_core.vocabulary.ports import (
    ChatStore,
    Clock,
    Loudspeaker,
    Microphone,
    Mind,
    Synthesiser,
    Transcriber,
    VoiceDetector,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the assistant is made of."""

    microphone: Microphone
    detector: VoiceDetector
    transcriber: Transcriber
    mind: Mind
    synthesiser: Synthesiser
    loudspeaker: Loudspeaker
    chats: ChatStore
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the assistant behaves. `volume` is 0-1.

    `wake_phrase_needed` applies to hands-free listening only. `voice_barge_in` lets the voice
    interrupt PAM; without echo cancellation PAM may then interrupt itself. `lockstep` is for
    recordings that are fed faster than real time.
    """

    hands_free: bool = False
    wake_phrase_needed: bool = True
    voice_barge_in: bool = False
    volume: float = 0.8
    patience: Patience = Patience()
    lockstep: bool = False
