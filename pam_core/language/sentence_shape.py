"""How finished words sound that are no command PAM knows: by their shape alone.

Whisper closes a sentence with its full stop or question mark only where it hears it closed, which
makes its punctuation the best cue there is; what people ask of an assistant also begins like a
request. See docs/decisions/0002-end-of-speech.md for the figures.
"""

import re

from pam_core.vocabulary.speech import Completeness

LONG_SENTENCE_WORDS = 7
"""Shorter closed sentences are often the beginning of a longer one: "I have none." … "I said."."""

SHORT_REQUEST_WORDS = 3

_OPEN_END = re.compile(r"(?:[,;:…–—-]|\.\.)$")
_CLOSED = re.compile(r"(?<![.…])[.?!][\"')\]]*$")
_REQUEST = re.compile(
    r"""^\W*(?:(?:please|okay|ok|so|and|well|now|hey|pam)\W+)*(?:
        (?:can|could|will|would|may|might|should|shall|do|does|did|is|are|am|was|were|has|have)
            \ (?:i|you|we|he|she|it|they|there|this|that|these|those|the|a|an|any|my|our|your)\b
      | (?:what|when|where|who|whose|which|why|how)(?:'?s|\b)
      | i'?(?:d|\ would)\ (?:like|love|want)\b
      | i\ (?:want|need|wanna)\b
      | (?:let'?s|let\ me|let\ us)\b
      | (?:add|ask|bring|book|brew|buy|call|cancel|change|check|clear|convert|count|delete|erase
          |explain|export|fill|find|fix|forget|get|give|go|help|keep|list|log|look|make|mark|mind
          |move|mute|note|open|pause|pay|plan|play|put|read|record|remind|remove|repeat|save|say
          |schedule|search|send|set|show|skip|spell|start|stop|take|teach|tell|text|track|translate
          |turn|undo|update|wake|write)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_HANGING = re.compile(
    r"""\b(?:a|an|the|and|or|but|of|to|for|with|from|in|on|at|by|as|than|that|which|who|if|because
        |my|your|our|his|her|their|some|any|is|are|was|were|be|about|into|per|plus|uh|um|er|said
        |please\ (?:give|get|make)|give\ me|get\ me|make\ me|tell\ me)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)


def sounds_finished(text: str) -> Completeness:
    """REQUEST, SENTENCE, UNKNOWN or UNFINISHED; never COMPLETE, which takes understanding."""
    stripped = text.strip()
    words = len(stripped.split())
    if not words:
        return Completeness.UNKNOWN
    if _OPEN_END.search(stripped) or _HANGING.search(stripped):
        return Completeness.UNFINISHED
    if not _CLOSED.search(stripped):
        return Completeness.UNKNOWN
    if words >= SHORT_REQUEST_WORDS and _REQUEST.match(stripped):
        return Completeness.REQUEST
    return Completeness.SENTENCE if words >= LONG_SENTENCE_WORDS else Completeness.UNKNOWN
