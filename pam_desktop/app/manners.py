"""What the settings mean for how the assistant behaves."""

from pam_core.assistant.parts import Manners
from pam_core.listening.patience import Patience
from pam_core.settings.schema import HearingMode, Settings


def manners_of(settings: Settings) -> Manners:
    """The assistant's manners."""
    hearing, speaking = settings.hearing, settings.speaking
    return Manners(
        hands_free=hearing.mode is HearingMode.HANDS_FREE,
        wake_phrase_needed=hearing.wake_phrase,
        voice_barge_in=speaking.voice_barge_in,
        volume=speaking.volume,
        patience=Patience(longest_seconds=hearing.utterance_limit_seconds).times(hearing.patience),
    )
