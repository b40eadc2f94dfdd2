"""Finds the template that fits a sentence best, as it stands or once it is put right."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from pam_core.language.attempt import Attempt, Match
from pam_core.language.grammar import Grammar, Template, Use
from pam_core.language.mishearings import TRUST, mendings
from pam_core.language.politeness import Trimmed, trimmings
from pam_core.language.reading import Reading
from pam_core.language.slots import Context
from pam_core.language.words import Sentence, sentence


class Reader:
    """Reads sentences by a grammar, with the user's money, week and units."""

    def __init__(self, grammar: Grammar, *, currency: str, first_weekday: int, units: str) -> None:
        self.grammar = grammar
        self._currency = currency
        self._first_weekday = first_weekday
        self._units = units

    def best(
        self,
        text: str,
        now: datetime,
        fits: Callable[[Template], bool],
        filled: frozenset[str] = frozenset(),
    ) -> Reading | None:
        """The reading of the sentence as it stands; where it has none, once it is put right."""
        said = self.sentence(text)
        reading = self._best_whole(said, now, fits, filled)
        if reading is not None and not _stutters(reading):
            return reading
        for mended in mendings(said, self.grammar.misheard):
            rightly = self._best_whole(self.sentence(mended), now, fits, filled)
            if rightly is not None:
                return replace(rightly, sure=TRUST)
        return reading

    def _best_whole(
        self,
        said: Sentence,
        now: datetime,
        fits: Callable[[Template], bool],
        filled: frozenset[str],
    ) -> Reading | None:
        """The reading that takes the most of the sentence for what it is; all of it or nothing."""
        fallback: Reading | None = None
        courteous = False
        for trimmed in self._trimmings(said, now):
            reading = self._best_of(trimmed.said, now, fits, filled)
            if reading is None:
                continue
            if not trimmed.swallowed(reading.match):
                kept = fallback is not None and not courteous and _goes_on(reading, fallback)
                return fallback if kept else reading
            if fallback is None:
                fallback, courteous = reading, trimmed.courteous
        return None if fallback is None or courteous else fallback

    def _best_of(
        self,
        said: Sentence,
        now: datetime,
        fits: Callable[[Template], bool],
        filled: frozenset[str],
    ) -> Reading | None:
        attempt = Attempt(said, self.grammar.kinds, self.context(now))
        best: Reading | None = None
        for template in self.grammar.candidates(said):
            if not fits(template):
                continue
            attempt.begin()
            for match in template.node.matches(attempt, Match(0)):
                if match.end != len(said.tokens) or any(map(match.has, filled)):
                    continue
                reading = Reading(template, match, said)
                if best is None or reading.rank > best.rank:
                    best = reading
        return best

    def begins_something(self, said: Sentence, now: datetime) -> bool:
        """Whether a command may begin so, and goes on."""
        last = list(self._trimmings(said, now))[-1]
        trimmed = said.part(last.core_first, len(said.tokens))
        if not trimmed.tokens:
            return bool(said.tokens)
        attempt = Attempt(trimmed, self.grammar.kinds, self.context(now))
        for template in self.grammar.beginnings(trimmed):
            if template.use is not Use.COMMAND or template.action.inner or template.topic:
                continue
            attempt.begin()
            for _ in template.node.matches(attempt, Match(0)):
                pass
            if attempt.ran_out:
                return True
        return False

    def _trimmings(self, said: Sentence, now: datetime) -> Iterator[Trimmed]:
        grammar = self.grammar
        return trimmings(said, grammar.openings, grammar.closings, grammar.kinds, self.context(now))

    def sentence(self, text: str) -> Sentence:
        """The text in words, with what each may be a mishearing of."""
        return sentence(text, self.grammar.sounds_like)

    def context(self, now: datetime) -> Context:
        """What slots need to know of the world."""
        return Context(
            now=now,
            currency=self._currency,
            first_weekday=self._first_weekday,
            units=self._units,
        )


def _stutters(reading: Reading) -> bool:
    """Whether free text begins with the word before it: "remind me to to call Bob"."""
    words = [token.text for token in reading.said.tokens]
    starts = [each.start for each in reading.match.found if each.span.free and each.start]
    return any(words[start] == words[start - 1] for start in starts)


def _goes_on(reading: Reading, longer: Reading) -> bool:
    """Whether the longer reading is the same with more of its free text: "… left it for me"."""
    found = reading.match.found
    ends_freely = found and found[-1].span.free and found[-1].span.end == len(reading.said.tokens)
    return bool(ends_freely) and reading.template.action is longer.template.action
