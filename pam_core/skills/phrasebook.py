"""PAM's sentences: read from data, their gaps filled, parts without a value left out."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

REPLIES = Path(__file__).parents[2] / "resources" / "replies"
"""The sentence files that come with PAM."""

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_GAP = re.compile(r"\{(\w+)\}")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Phrasebook:
    """Sentences by key. `{gap}` is filled, `[…]` is left out where a gap in it has no value."""

    def __init__(self, sentences: Mapping[str, str | Sequence[str]]) -> None:
        self._sentences = {
            key: (said,) if isinstance(said, str) else tuple(said)
            for key, said in sentences.items()
        }

    @classmethod
    def load(cls, folder: Path = REPLIES) -> "Phrasebook":
        """Read every *.yaml of a folder."""
        sentences: dict[str, str | Sequence[str]] = {}
        for path in sorted(folder.glob("*.yaml")):
            with path.open("rb") as file:
                sentences |= yaml.load(file, Loader=_LOADER) or {}
        return cls(sentences)

    def also(self, folder: Path) -> "Phrasebook":
        """The sentences of a third party's folder. Raises ValueError where PAM has their key."""
        brought = Phrasebook.load(folder)
        taken = self._sentences.keys() & brought._sentences.keys()
        if taken:
            raise ValueError(f"{', '.join(sorted(taken))}: PAM says that already")
        return brought

    def learn(self, brought: "Phrasebook") -> None:
        """Take in sentences that were looked at with `also`."""
        self._sentences.update(brought._sentences)

    def say(self, key: str, /, **gaps: str | None) -> str:
        """The sentence of that key, the first where there are several."""
        return self.say_in_turn(key, 0, **gaps)

    def say_in_turn(self, key: str, turn: int, /, **gaps: str | None) -> str:
        """The sentence of that key; `turn` goes round where there are several."""
        ways = self._sentences[key]
        return _filled(ways[turn % len(ways)], gaps)


def _filled(sentence: str, gaps: Mapping[str, str | None]) -> str:
    def optional(found: re.Match[str]) -> str:
        inside = found.group(1)
        return inside if all(gaps.get(gap) for gap in _GAP.findall(inside)) else ""

    kept = _OPTIONAL.sub(optional, sentence)
    return _GAP.sub(lambda found: gaps[found.group(1)] or "", kept)
