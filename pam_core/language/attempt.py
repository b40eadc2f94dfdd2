"""An attempt to match a sentence: how far it has come, what it found, and when it is given up."""

from dataclasses import dataclass, field

from pam_core.language.slot_kinds import SlotKinds
from pam_core.language.slots import Context, SlotSpec, Span
from pam_core.language.words import Sentence

MAX_STEPS = 4000
"""Words tried before a template is given up: no sentence a person speaks comes near."""

MAX_STEPS_IN_ALL = 20_000
"""The same for a sentence against all templates."""


@dataclass(frozen=True, slots=True)
class Found:
    """A slot with its value and the tokens it stands on."""

    spec: SlotSpec
    span: Span
    start: int


@dataclass(frozen=True, slots=True)
class Match:
    """How far a match has come: the next token, the slots, how well and how surely it fits.

    `misheard` counts the words that were put right for it.
    """

    end: int
    found: tuple[Found, ...] = ()
    rank: float = 0.0
    trust: float = 0.0
    misheard: int = 0

    def has(self, name: str) -> bool:
        """Whether the slot is filled already."""
        return any(found.spec.name == name for found in self.found)

    @property
    def in_the_air(self) -> bool:
        """Whether it begins or ends with free text: any words would have done for it."""
        if not self.found:
            return False
        first, last = self.found[0], self.found[-1]
        begins = first.start == 0 and first.span.free
        return begins or (last.span.free and last.span.end == self.end)

    def takes(self, spec: SlotSpec, span: Span) -> bool:
        """Whether the slot may have this value too: a list, or another piece of a moment."""
        if spec.many:
            return True
        told = [found.span.piece for found in self.found if found.spec.name == spec.name]
        if not told:
            return True
        pieces = [piece for piece in (*told, span.piece) if piece is not None]
        all_told = [name for piece in pieces for name in piece.tells]
        return len(pieces) == len(told) + 1 and len(all_told) == len(set(all_told))


@dataclass(slots=True)
class Attempt:
    """One sentence being matched: what it may use, and what was learnt on the way."""

    sentence: Sentence
    kinds: SlotKinds
    context: Context
    ran_out: bool = False
    """A template wanted more where the sentence ended: it may be the beginning of one."""
    steps: int = 0
    steps_before: int = 0
    """Those of templates tried before."""
    _spans: dict[tuple[str, str, int], list[Span]] = field(default_factory=dict)

    def spans(self, spec: SlotSpec, start: int) -> list[Span]:
        """The slot's readings from `start`, worked out once."""
        key = (spec.kind, spec.lean, start)
        if key not in self._spans:
            self._spans[key] = self.kinds.spans(self.sentence, start, self.context, spec)
        return self._spans[key]

    def begin(self) -> None:
        """Another template is tried."""
        self.steps_before += self.steps
        self.steps = 0

    def tired(self) -> bool:
        """Whether enough was tried."""
        self.steps += 1
        return self.steps > MAX_STEPS or self.steps + self.steps_before > MAX_STEPS_IN_ALL
