"""What PAM has kept of its user: forgotten, erased, handed out."""

from collections.abc import Mapping

from pam_core.interchange.everything import export_everything, new_folder
from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Intent, Table

FORGET, ERASE, EXPORT = "privacy.forget_last", "privacy.erase", "privacy.export"
MOST_KINDS = 2
"""How many kinds are counted out before the question; the others are summed up."""


_NAMES = {"chat": "exchange", "service_done": "service", "service_due": "planned service"}
"""What people call a kind whose own name is none."""

_OWN_MARKS = frozenset(
    ("budget_mark", "model_call", "service_told", "sighting", "tool_call", "zone_mark")
)
"""What PAM notes for itself; nobody would know it by name."""


class PrivacySkill:
    """Answers `privacy.forget_last`, `privacy.erase` and `privacy.export`."""

    actions = frozenset((FORGET, ERASE, EXPORT))

    def __init__(self, kit: Kit) -> None:
        self._archive = kit.archive
        self._files = kit.files
        self._phrases = kit.phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """What destroys asks first and says what goes."""
        if intent.action == FORGET:
            return await self._forget(context)
        if intent.action == ERASE:
            return await self._erase(context)
        return self._export(context)

    async def _forget(self, context: SkillContext) -> Plan:
        say = self._phrases.say
        last = await self._archive.last_exchange()
        if last is None:
            return Plan(text=say("privacy.nothing_said"))
        if not context.confirmed:
            there = last.said_at.astimezone(context.now.tzinfo)
            day = wording.past_day(there.date(), context.now.date())
            when = f"{day} at {wording.clock(there)}".strip()
            return Plan(text=say("privacy.sure_forget", when=when), confirms=True)
        return Plan(
            text=say("privacy.forgotten"),
            effect=lambda: self._archive.forget(last),
            said_back=say("privacy.said_back_forget"),
            begins_anew=True,
        )

    async def _erase(self, context: SkillContext) -> Plan:
        say = self._phrases.say
        if not context.confirmed:
            counts = await self._archive.counts()
            if not counts:
                return Plan(text=say("privacy.nothing_kept"))
            text = say("privacy.sure_erase", what=_counted(counts))
            return Plan(text=text, confirms=True, rest=(say("privacy.stays"),))
        return Plan(
            text=say("privacy.erased"),
            effect=self._archive.erase,
            said_back=say("privacy.said_back_erase"),
            rest=(say("privacy.stays"),),
            begins_anew=True,
        )

    def _export(self, context: SkillContext) -> Plan:
        folder = new_folder(self._files, context.now)

        async def write() -> None:
            await export_everything(self._archive, folder, context.now)

        return Plan(
            text=self._phrases.say("privacy.exported", folder=folder.name),
            effect=write,
            said_back=self._phrases.say("privacy.said_back_export"),
            rest=(self._phrases.say("privacy.where", place=str(folder.parent)),),
            table=Table(columns=("folder",), rows=((str(folder),),)),
        )


def _counted(counts: Mapping[str, int]) -> str:
    """As in "132 expenses, 12 reminders and 310 other things", the most numerous first."""
    ordered = sorted(counts.items(), key=lambda item: (item[0] in _OWN_MARKS, -item[1]))
    told = [item for item in ordered[:MOST_KINDS] if item[0] not in _OWN_MARKS]
    named = [wording.counted(many, _named(kind)) for kind, many in told]
    others = sum(many for _, many in ordered[len(told) :])
    if others:
        named.append(wording.counted(others, "other thing"))
    return wording.joined(named)


def _named(kind: str) -> str:
    return _NAMES.get(kind, kind.replace("_", " "))
