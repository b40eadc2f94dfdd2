"""Lists: shopping, packing, to do, and whatever else the user makes a list of."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from pam_core.skills.days import when
from pam_core.skills.days.matching import meant
from pam_core.skills.days.reading_out import all_of, fitting, read_out, things
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Memory, removed
from pam_core.vocabulary.list_item import ListItem
from pam_core.vocabulary.reply import Intent, Table

ADD, READ, REMOVE, CLEAR = "list.add", "list.read", "list.remove", "list.clear"
ALL = 100_000
MOST_AT_ONCE = 20
EVERY_ONE = "all"

_SAME_LIST = {
    "grocery": "shopping",
    "groceries": "shopping",
    "todo": "to do",
    "to-do": "to do",
    "task": "to do",
    "tasks": "to do",
}
_BELONG_TOGETHER = re.compile(
    r"\b(mac|macaroni|salt|fish|nuts|peanut butter|bread|half|ham|bacon|beans|rice|pork|cream"
    r"|franks|biscuits|surf|pots|washer|lock|bits|soap|hook|rest) and "
    r"(cheese|pepper|chips|bolts|jelly|butter|half|eggs|cheddar|rice|beans|gravy|turf|pans|dryer"
    r"|key|pieces|water|loop|relaxation)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:,(?!(?<=\d,)\d{3}\b)\s*(?:and\s+)?|;\s*|\s+and\s+|\s*&\s*)", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:a|an|the|some)\s+", re.IGNORECASE)


class ListSkill:
    """Answers `list.…`."""

    actions = frozenset((ADD, READ, REMOVE, CLEAR))

    def __init__(self, memory: Memory, phrases: Phrasebook) -> None:
        self._memory = memory
        self._say = phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer, with the items it keeps or takes back."""
        if intent.action == READ and intent.slots.get("list") == EVERY_ONE:
            return await self._names()
        name = await self._list_meant(intent)
        items = items_said(str(intent.slots.get("item", "")))
        if intent.action in (ADD, REMOVE) and not items:
            return Plan(text=self._say("list.what"), asks="item")
        if name is None:
            return Plan(text=self._say("list.which"), asks="list")
        there = await self._memory.find(ListItem, where={"list": name}, limit=ALL)
        # By when they were first put on: what "undo" brings back stands where it stood.
        oldest_first = sorted(there, key=lambda one: one.id)
        match intent.action:
            case "list.add":
                return self._add(name, items, oldest_first, context)
            case "list.remove":
                return self._remove(name, items, oldest_first, context)
            case "list.clear":
                return self._clear(name, oldest_first, context)
        return self._read(name, oldest_first)

    async def _list_meant(self, intent: Intent) -> str | None:
        """The list named; without a name the only one there is, else None."""
        said = " ".join(str(intent.slots.get("list", "")).casefold().split())
        if said:
            return _SAME_LIST.get(said, said)
        names = {one.list for one in await self._memory.find(ListItem, limit=ALL)}
        return names.pop() if len(names) == 1 else None

    async def _names(self) -> Plan:
        """Which lists there are, the one with most on it first."""
        counts = Counter(one.list for one in await self._memory.find(ListItem, limit=ALL))
        if not counts:
            return Plan(text=self._say("list.none"))
        items = [f"{name}, {things(count)}" for name, count in counts.most_common()]
        text, rest = read_out(self._say("list.names") + " ", items, between="; ")
        table = Table(columns=("list", "things"), rows=tuple(counts.most_common()))
        return Plan(text=text, rest=rest, table=table)

    def _add(
        self, name: str, items: Sequence[str], there: Sequence[ListItem], context: SkillContext
    ) -> Plan:
        if len(items) > MOST_AT_ONCE:
            return Plan(text=self._say("list.too_many"), asks="item")
        known = {one.item.casefold() for one in there}
        new = [item for item in dict.fromkeys(items) if item.casefold() not in known]
        old = [item for item in items if item.casefold() in known]
        room = 30 if new and old else 55
        told = {
            "list": when.shortened(name, 24),
            "item": fitting(new, room) if new else None,
            "old": fitting(old, room) if old else None,
        }
        if not new:
            return Plan(text=self._say("list.there_already", **told))
        now = context.now
        return Plan(
            text=self._say("list.added", **told),
            keeps=tuple(
                ListItem(
                    # Identities sort by the millisecond: one breath keeps its order.
                    id=new_id(now + timedelta(milliseconds=place)),
                    created_at=now,
                    item=item,
                    list=name,
                )
                for place, item in enumerate(new)
            ),
            what=self._say("list.add_named", **told),
            said_back=self._say("list.add_back", **told),
        )

    def _remove(
        self, name: str, items: Sequence[str], there: Sequence[ListItem], context: SkillContext
    ) -> Plan:
        chosen = [found for item in items for found in meant(item, there, _item)[:1]]
        absent = [item for item in items if not meant(item, there, _item)]
        told: dict[str, str | None] = {"list": when.shortened(name, 24)}
        if not chosen:
            told["item"] = when.shortened(all_of(list(items)))
            return Plan(text=self._say("list.not_there", **told))
        told["item"] = fitting([one.item for one in chosen], 30 if absent else 55)
        told["absent"] = fitting(absent, 30) if absent else None
        # An item comes back with "undo", so nothing is asked first.
        return Plan(
            text=self._say("list.removed", **told),
            keeps=tuple(removed(one, context.now) for one in dict.fromkeys(chosen)),
            what=self._say("list.remove_named", **told),
            said_back=self._say("list.remove_back", **told),
        )

    def _clear(self, name: str, there: Sequence[ListItem], context: SkillContext) -> Plan:
        told = {"list": when.shortened(name, 30), "things": things(len(there))}
        if not there:
            return Plan(text=self._say("list.empty", **told))
        if not context.confirmed:
            return Plan(text=self._say("list.sure", **told), confirms=True)
        return Plan(
            text=self._say("list.cleared", **told),
            keeps=tuple(removed(one, context.now) for one in there),
            what=self._say("list.clear_named", **told),
            said_back=self._say("list.clear_named", **told),
        )

    def _read(self, name: str, there: Sequence[ListItem]) -> Plan:
        told = {"list": when.shortened(name, 30), "things": things(len(there))}
        if not there:
            return Plan(text=self._say("list.empty", **told))
        text, rest = read_out(self._say("list.read", **told) + " ", [one.item for one in there])
        table = Table(columns=(name,), rows=tuple((one.item,) for one in there))
        return Plan(text=text, rest=rest, table=table)


def items_said(said: str) -> Sequence[str]:
    """The things named in one breath: "milk, eggs and mac and cheese" are three."""
    together = _BELONG_TOGETHER.sub(lambda pair: f"{pair[1]}\0{pair[2]}", said)
    found = [_ARTICLE.sub("", one.strip(" .,;")) for one in _BETWEEN.split(together)]
    return [one.replace("\0", " and ") for one in found if one]


def _item(one: ListItem) -> str:
    return one.item
