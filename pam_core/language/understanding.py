"""What a sentence asks PAM to do: pure, with the moment it was said as an input."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from pam_core.language.denials import is_denied
from pam_core.language.grammar import ActionSpec, Grammar, Template, Use
from pam_core.language.reader import Reader
from pam_core.language.reading import Reading, finished, moved_slots, values_of
from pam_core.language.sentence_shape import sounds_finished
from pam_core.language.slots import default_of, missing_of
from pam_core.language.statements import TRUST as AFTER_A_STATEMENT
from pam_core.language.statements import Breath, breaths, is_plain, points_back
from pam_core.language.words import FILLERS
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.speech import Completeness

_NOTHING = Intent(action=None)
_OF_WHAT_WAS_SAID = frozenset(("undo", "stop", "repeat", "expense.remove", "privacy.forget_last"))
"""Actions whose "that" is what PAM has just done or said, and no thing of the statement before."""
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
        self._reader = Reader(grammar, currency=currency, first_weekday=first_weekday, units=units)

    @property
    def actions(self) -> Mapping[str, ActionSpec]:
        """Every action there are sentences for."""
        return self._reader.grammar.actions

    def parse(self, text: str, now: datetime, topic: str = "") -> Intent:
        """The one action asked for, with its slots; `action` None where there is none.

        `topic` is what the talk is about ("checklist"): more can be said then.
        """
        reading = self._command(text, now, topic)
        return _NOTHING if reading is None else self._intent(reading, now)

    def follow_up(self, text: str, now: datetime, last: Intent) -> Intent | None:
        """`last` said anew with other slots, as in "and on dining?"; None when it is not."""
        reading = self._reader.best(
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
        # The words are the user's own now, whoever called for the action before.
        return replace(
            last,
            slots=slots,
            confidence=reading.trust,
            missing=missing,
            source="local",
            call_id="",
        )

    def word_of_talk(self, text: str, now: datetime) -> str | None:
        """The inner action ("session.yes") that the text is, with nothing besides; or None."""
        reading = self._reader.best(text, now, lambda t: t.action.inner)
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
            call_id=asked.call_id,
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
        said = self._reader.sentence(text)
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
        dangling = said.last_word in self._reader.grammar.dangling
        if reading is not None:
            free_end = reading.match.found and reading.match.found[-1].span.free
            whole = len(reading.said.tokens)
            if dangling and free_end and reading.match.found[-1].span.end == whole:
                return Completeness.UNFINISHED
            return finished(reading, asked if answer else None)
        if dangling or self._reader.begins_something(said, now):
            return Completeness.UNFINISHED
        return sounds_finished(text)

    def _command(self, text: str, now: datetime, topic: str) -> Reading | None:
        """The best reading as a command, unless the user says that it is none."""
        reading = self._reader.best(text, now, _may_be_said(topic))
        if reading is None:
            return self._after_a_statement(text, now, topic)
        lost = is_denied(reading.said, reading.match, text) or self._swallows(reading, text, now)
        return None if lost else reading

    def _swallows(self, reading: Reading, text: str, now: datetime) -> bool:
        """Whether free text took in a command: "remind me to call Bob. Where are we?"."""
        found = reading.match.found
        if not (found and found[-1].spec.kind == "text"):
            return False
        tails = [each.tail for each in breaths(reading.said.text) if each.mark != ","]
        return any(self._reader.best(tail, now, _may_be_said("")) for tail in tails)

    def _after_a_statement(self, text: str, now: datetime, topic: str) -> Reading | None:
        """The command at the end, where what goes before it only says how things are."""
        for breath in filter(is_plain, breaths(self._reader.sentence(text).text)):
            reading = self._reader.best(breath.tail, now, _may_be_said(topic))
            if reading is None or is_denied(reading.said, reading.match, breath.tail):
                continue
            if not _stands_alone(reading, breath) or self._says_more(breath, reading, now, topic):
                return None
            return replace(reading, sure=reading.sure * AFTER_A_STATEMENT)
        return None

    def _says_more(self, breath: Breath, tail: Reading, now: datetime, topic: str) -> bool:
        """Whether the statement is a command, too: of two in one breath none must be lost."""
        fits = _may_be_said(topic)
        readings = (self._reader.best(piece, now, fits) for piece in breath.pieces)
        return any(
            reading and (reading.template.action is not tail.template.action or reading.match.found)
            for reading in readings
        )

    def _answer(self, text: str, now: datetime, asked: Intent) -> Reading | None:
        def fits(template: Template) -> bool:
            return template.use is Use.ANSWER and template.action.name == asked.action

        # What is settled is not said again, only when; what is missing may be said anew.
        filled = frozenset(asked.slots) - {"date", "period", *asked.missing}
        reading = self._reader.best(text, now, fits, filled=filled)
        if reading is None or not any(map(reading.fills, asked.missing)):
            return None
        return reading

    def _intent(self, reading: Reading, now: datetime) -> Intent:
        action, context = reading.template.action, self._reader.context(now)
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


def _may_be_said(topic: str) -> Callable[[Template], bool]:
    """What may be said at any time, or while the talk is about `topic`."""

    def fits(template: Template) -> bool:
        command = template.use is Use.COMMAND and not template.action.inner
        return command and template.topic in ("", topic)

    return fits


def _stands_alone(reading: Reading, breath: Breath) -> bool:
    """Whether the command needs nothing of the statement, and is no last word of it."""
    words = [token.text for token in reading.said.tokens]
    if breath.mark == "," and len(words) == 1 and not reading.template.topic:
        return False
    return reading.template.action.name in _OF_WHAT_WAS_SAID or not points_back(words)
