"""What a sentence asks PAM to do: pure, with the moment it was said as an input."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from pam_core.language.attempt import Attempt, Match
from pam_core.language.denials import is_denied
from pam_core.language.grammar import ActionSpec, Grammar, Template, Use
from pam_core.language.politeness import Trimmed, trimmings
from pam_core.language.reading import Reading, finished, moved_slots, values_of
from pam_core.language.sentence_shape import sounds_finished
from pam_core.language.slots import Context, default_of, missing_of
from pam_core.language.words import FILLERS, Sentence, sentence
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.speech import Completeness

_NOTHING = Intent(action=None)
_TRAILING = ("...", "…", ",", "-", "–", "—", ":", ";")


class Language:
    """Understands English offline.

    `currency` is the user's, weeks begin on `first_weekday` (0 Monday), `units` are "us" or
    "metric".
    """

    def __init__(
        self,
        grammar: Grammar,
        *,
        currency: str = "USD",
        first_weekday: int = 0,
        units: str = "us",
    ) -> None:
        self._grammar = grammar
        self._currency = currency
        self._first_weekday = first_weekday
        self._units = units

    @property
    def actions(self) -> Mapping[str, ActionSpec]:
        """Every action there are sentences for."""
        return self._grammar.actions

    def parse(self, text: str, now: datetime, topic: str = "") -> Intent:
        """The one action asked for, with its slots; `action` None where there is none.

        `topic` is what the talk is about ("checklist"): more can be said then.
        """
        reading = self._command(text, now, topic)
        return _NOTHING if reading is None else self._intent(reading, now)

    def follow_up(self, text: str, now: datetime, last: Intent) -> Intent | None:
        """`last` said anew with other slots, as in "and on dining?"; None when it is not."""
        reading = self._best(
            text, now, lambda t: t.use is Use.FOLLOW_UP and t.action.name == last.action
        )
        if reading is None:
            return None
        specs = reading.template.action.slots
        said = {**reading.template.fixed, **values_of(reading, last.slots, now)}
        slots = {**last.slots, **said}
        for name in [name for name in said if specs[name].kind == "shift"]:
            shift = slots.pop(name)
            moved = moved_slots(slots, specs, shift)
            if moved is None:
                return None
            slots |= moved
        missing = missing_of(specs, slots)
        return replace(last, slots=slots, confidence=reading.trust, missing=missing)

    def word_of_talk(self, text: str, now: datetime) -> str | None:
        """The inner action ("session.yes") that the text is, with nothing besides; or None."""
        reading = self._best(text, now, lambda t: t.action.inner)
        return None if reading is None else reading.template.action.name

    def answer(self, text: str, now: datetime, asked: Intent) -> Intent | None:
        """The intent with what was asked for filled in; None when the text is no answer to it."""
        reading = self._answer(text, now, asked)
        if reading is None:
            return None
        specs = reading.template.action.slots
        known = {**asked.slots, **reading.template.fixed, **values_of(reading, asked.slots, now)}
        return Intent(
            action=asked.action,
            slots=known,
            confidence=min(reading.trust, asked.confidence),
            missing=tuple(
                name
                for name in asked.missing
                if name not in known and specs[name].unless not in known
            ),
            source=asked.source,
        )

    def completeness(
        self,
        text: str,
        now: datetime,
        asked: Intent | None = None,
        in_talk: bool = False,
        topic: str = "",
        last: Intent | None = None,
    ) -> Completeness:
        """How finished the words sound.

        `asked` is the intent of which PAM has just asked a slot; `in_talk` says that PAM asked
        something, so that a mere "yes" is an answer. `topic` is what the talk is about, `last` the
        intent answered just before.
        """
        said = self._sentence(text)
        if not said.last_word:
            return Completeness.UNKNOWN
        if said.last_word in FILLERS or text.rstrip().endswith(_TRAILING):
            return Completeness.UNFINISHED
        if self.word_of_talk(text, now):
            return Completeness.COMPLETE if in_talk else Completeness.UNKNOWN
        answer = self._answer(text, now, asked) if asked else None
        reading = answer or self._command(text, now, topic)
        if reading is None and last is not None and self.follow_up(text, now, last):
            return Completeness.COMPLETE
        dangling = said.last_word in self._grammar.dangling
        if reading is not None:
            free_end = reading.match.found and reading.match.found[-1].span.free
            if dangling and free_end and reading.match.found[-1].span.end == len(said.tokens):
                return Completeness.UNFINISHED
            return finished(reading, asked if answer else None)
        if dangling or self._begins_something(said, now):
            return Completeness.UNFINISHED
        return sounds_finished(text)

    def _command(self, text: str, now: datetime, topic: str) -> Reading | None:
        """The best reading as a command, unless the user says that it is none."""
        reading = self._best(text, now, _may_be_said(topic))
        if reading is None or is_denied(reading.said, reading.match, text):
            return None
        return reading

    def _answer(self, text: str, now: datetime, asked: Intent) -> Reading | None:
        def fits(template: Template) -> bool:
            return template.use is Use.ANSWER and template.action.name == asked.action

        # What is settled is not said again, only when; what is missing may be said anew.
        filled = frozenset(asked.slots) - {"date", "period", *asked.missing}
        reading = self._best(text, now, fits, filled=filled)
        if reading is None or not any(map(reading.fills, asked.missing)):
            return None
        return reading

    def _best(
        self,
        text: str,
        now: datetime,
        fits: Callable[[Template], bool],
        filled: frozenset[str] = frozenset(),
    ) -> Reading | None:
        """The reading that takes the most of the sentence for what it is; all of it or nothing."""
        fallback: Reading | None = None
        courteous = False
        for trimmed in self._trimmings(self._sentence(text), now):
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
        attempt = Attempt(said, self._grammar.kinds, self._context(now))
        best: Reading | None = None
        for template in self._grammar.candidates(said):
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

    def _begins_something(self, said: Sentence, now: datetime) -> bool:
        last = list(self._trimmings(said, now))[-1]
        trimmed = said.part(last.core_first, len(said.tokens))
        if not trimmed.tokens:
            return bool(said.tokens)
        attempt = Attempt(trimmed, self._grammar.kinds, self._context(now))
        for template in self._grammar.beginnings(trimmed):
            if template.use is not Use.COMMAND or template.action.inner or template.topic:
                continue
            attempt.begin()
            for _ in template.node.matches(attempt, Match(0)):
                pass
            if attempt.ran_out:
                return True
        return False

    def _trimmings(self, said: Sentence, now: datetime) -> Iterator[Trimmed]:
        grammar = self._grammar
        return trimmings(
            said, grammar.openings, grammar.closings, grammar.kinds, self._context(now)
        )

    def _intent(self, reading: Reading, now: datetime) -> Intent:
        action, context = reading.template.action, self._context(now)
        said = values_of(reading, reading.template.fixed, now)
        slots = {**reading.template.fixed}
        for name, spec in action.slots.items():
            value = said.get(name, slots.get(name, default_of(spec, context)))
            if value is not None:
                slots[name] = value
        return Intent(
            action=action.name,
            slots=slots,
            confidence=reading.trust,
            missing=missing_of(action.slots, slots),
        )

    def _sentence(self, text: str) -> Sentence:
        return sentence(text, self._grammar.sounds_like)

    def _context(self, now: datetime) -> Context:
        return Context(
            now=now,
            currency=self._currency,
            first_weekday=self._first_weekday,
            units=self._units,
        )


def _may_be_said(topic: str) -> Callable[[Template], bool]:
    """What may be said at any time, or while the talk is about `topic`."""

    def fits(template: Template) -> bool:
        command = template.use is Use.COMMAND and not template.action.inner
        return command and template.topic in ("", topic)

    return fits


def _goes_on(reading: Reading, longer: Reading) -> bool:
    """Whether the longer reading is the same with more of its free text: "… left it for me"."""
    found = reading.match.found
    ends_freely = found and found[-1].span.free and found[-1].span.end == len(reading.said.tokens)
    return bool(ends_freely) and reading.template.action is longer.template.action
