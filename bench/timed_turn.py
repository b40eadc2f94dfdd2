"""What one system made of one clip: seconds from the true end of speech, and whether it cut in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedTurn:
    """All times in seconds from the true end of speech (or the key's release); None: never.

    `turns` counts the utterances that the system made of the clip: more than one is a split.
    `cut` says that it took the turn while the speaker was still speaking.
    """

    clip: str
    kind: str
    text: str
    end_of_speech: float | None
    transcript: float | None
    first_sound: float | None
    turns: int
    cut: bool
