"""Notes: written down in the user's words, found again by any of them, and thrown away."""

from collections.abc import Sequence
from datetime import date

from pam_core.skills.days import when
from pam_core.skills.days.matching import best, meant
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Memory, removed
from pam_core.vocabulary.note import Note
from pam_core.vocabulary.reply import Intent, Table

ADD, FIND, REMOVE = "note.add", "note.find", "note.remove"
ALL = 100_000
READ_OUT = 4
"""Of all that are found so many are read out, one at a time; the table has the others too."""

_LONGEST_SAID = 75
_ROWS = 50


class NoteSkill:
    """Answers `note.…`."""

    actions = frozenset((ADD, FIND, REMOVE))

    def __init__(self, memory: Memory, phrases: Phrasebook) -> None:
        self._memory = memory
        self._say = phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer, with the note that is written down or thrown away."""
        said = " ".join(str(intent.slots.get("text", "")).split()).strip(" ,:;")
        if intent.action == FIND:
            return self._found(await self._memory.find(Note, limit=ALL), said, context)
        if intent.action == REMOVE:
            return self._remove(await self._memory.find(Note, limit=ALL), said, context)
        if not said.strip("."):
            return Plan(text=self._say("note.what"), asks="text")
        now = context.now
        told = {"text": when.shortened(said, _LONGEST_SAID).rstrip(".")}
        return Plan(
            text=self._say("note.added", **told),
            keeps=(Note(id=new_id(now), created_at=now, text=said),),
            what=self._say("note.named", text=when.shortened(said).rstrip(".")),
            said_back=self._say("note.said_back", text=when.shortened(said).rstrip(".")),
        )

    def _found(self, notes: Sequence[Note], said: str, context: SkillContext) -> Plan:
        found = best(said, notes, _text) if said else notes
        if not found:
            return Plan(text=self._say("note.none", text=when.shortened(said) or None))
        first, *others = found[:READ_OUT]
        more = when.counted(len(found) - 1, "more note") if len(found) > 1 else None
        today = context.now.date()
        return Plan(
            text=self._say("note.found", more=more, **_told(first, today, _LONGEST_SAID)),
            rest=tuple(self._say("note.found", more=None, **_told(one, today)) for one in others),
            table=Table(
                columns=("date", "note"),
                rows=tuple((one.created_at.date().isoformat(), one.text) for one in found[:_ROWS]),
            ),
        )

    def _remove(self, notes: Sequence[Note], said: str, context: SkillContext) -> Plan:
        """The note about that, else the last one, once the user has said yes to its words."""
        found = (meant(said, notes, _text) or best(said, notes, _text)) if said else notes
        if not found:
            return Plan(text=self._say("note.none", text=when.shortened(said) or None))
        told = {"text": when.shortened(found[0].text, _LONGEST_SAID).rstrip(".")}
        if not context.confirmed:
            return Plan(text=self._say("note.sure", **told), confirms=True)
        return Plan(
            text=self._say("note.removed", **told),
            keeps=(removed(found[0], context.now),),
            what=self._say("note.remove_named", **told),
            said_back=self._say("note.remove_named", **told),
        )


def _text(note: Note) -> str:
    return note.text


def _told(note: Note, today: date, longest: int = 80) -> dict[str, str]:
    day = when.on(when.day(note.created_at.date(), today))
    return {"text": when.shortened(note.text, longest).rstrip("."), "when": day}
