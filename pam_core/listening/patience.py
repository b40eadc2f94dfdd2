"""How long PAM waits in silence before it takes the turn."""

from dataclasses import dataclass, replace

from pam_core.vocabulary.speech import Completeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds of silence for each judgement of the words so far.

    Found on 80 spoken orders and 58 read sentences (docs/decisions/0002-end-of-speech.md).

    `pause_seconds` of silence starts a speculative transcription. `unjudged_seconds` holds while no
    judgement has come. `after_release_seconds` of silence suffice once the talk key is up, and
    `tail_seconds` after its release the utterance ends in any case. `nothing_said_seconds` closes
    an opened microphone into which nobody speaks. `longest_seconds` bounds one utterance.
    """

    pause_seconds: float = 0.14
    complete_seconds: float = 0.26
    request_seconds: float = 0.42
    sentence_seconds: float = 0.54
    unknown_seconds: float = 1.00
    unfinished_seconds: float = 1.20
    unjudged_seconds: float = 0.80
    after_release_seconds: float = 0.14
    tail_seconds: float = 0.50
    nothing_said_seconds: float = 6.0
    longest_seconds: float = 120.0

    def times(self, factor: float) -> "Patience":
        """The same patience, stretched or shortened where silence is waited for."""
        return replace(
            self,
            complete_seconds=self.complete_seconds * factor,
            request_seconds=self.request_seconds * factor,
            sentence_seconds=self.sentence_seconds * factor,
            unknown_seconds=self.unknown_seconds * factor,
            unfinished_seconds=self.unfinished_seconds * factor,
            unjudged_seconds=self.unjudged_seconds * factor,
        )

    def for_judgement(self, completeness: Completeness | None) -> float:
        """Seconds of silence to wait for words judged so (None: not judged yet)."""
        match completeness:
            case None:
                return self.unjudged_seconds
            case Completeness.COMPLETE:
                return self.complete_seconds
            case Completeness.REQUEST:
                return self.request_seconds
            case Completeness.SENTENCE:
                return self.sentence_seconds
            case Completeness.UNFINISHED:
                return self.unfinished_seconds
            case Completeness.UNKNOWN:
                return self.unknown_seconds
