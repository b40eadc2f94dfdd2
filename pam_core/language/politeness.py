"""The politeness around a command: "hey Pam, could you … please", and sentences without it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pam_core.language.attempt import Attempt, Match
from pam_core.language.slot_kinds import SlotKinds
from pam_core.language.slots import Context
from pam_core.language.template import Node
from pam_core.language.words import Sentence

_LONGEST_CLOSING = 4
_COURTESIES = frozenset(("please", "thanks", "thank", "pam"))
_SAID_OF = frozenset("say said saying says send sends sent a the my our".split())


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Tokens `first` to `end` of a sentence, of which `core_first` to `core_end` are the command.

    What is left of the politeness lies around the core.
    """

    whole: Sentence
    first: int
    end: int
    core_first: int
    core_end: int

    @property
    def said(self) -> Sentence:
        """The tokens themselves."""
        return self.whole.part(self.first, self.end)

    def swallowed(self, match: Match) -> bool:
        """Whether free text of a match holds politeness that is left: "remind me to … please"."""
        return any(
            found.start + self.first < self.core_first
            or found.span.end + self.first > self.core_end
            for found in match.found
            if found.span.free
        )

    @property
    def courteous(self) -> bool:
        """Whether what follows the core is a mere courtesy, and not "for me"."""
        tail = self.whole.tokens[self.core_end : self.end]
        before = self.whole.tokens[self.core_end - 1].text if self.core_end else ""
        courtesy = any(token.text in _COURTESIES for token in tail)
        return courtesy and before not in _SAID_OF


def trimmings(
    said: Sentence,
    openings: Sequence[Node],
    closings: Sequence[Node],
    kinds: SlotKinds,
    context: Context,
) -> Iterator[Trimmed]:
    """The sentence as it is, then with less and less of the politeness around it."""
    firsts, ends = [0], [len(said.tokens)]
    while firsts[-1] < (longer := _opening_end(said, firsts[-1], openings, kinds, context)):
        firsts.append(longer)
    core_first, core_end = firsts[-1], ends[0]
    while core_end > (
        shorter := _closing_start(said, core_first, core_end, closings, kinds, context)
    ):
        core_end = shorter
        ends.append(core_end)
    for first in firsts:
        for end in ends:
            if first < end or (first, end) == (0, 0):
                yield Trimmed(said, first, end, core_first, core_end)


def _opening_end(
    said: Sentence, first: int, openings: Sequence[Node], kinds: SlotKinds, context: Context
) -> int:
    attempt = Attempt(said, kinds, context)
    return max(_ends(openings, attempt, first), default=first)


def _closing_start(
    said: Sentence,
    first: int,
    end: int,
    closings: Sequence[Node],
    kinds: SlotKinds,
    context: Context,
) -> int:
    attempt = Attempt(said.part(0, end), kinds, context)
    for start in range(max(first, end - _LONGEST_CLOSING), end):
        if end in _ends(closings, attempt, start):
            return start
    return end


def _ends(nodes: Sequence[Node], attempt: Attempt, start: int) -> list[int]:
    return [match.end for node in nodes for match in node.matches(attempt, Match(start))]
