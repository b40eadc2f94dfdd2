"""The door that PAM's own skills and third parties' packs come in through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from pam_core.language.grammar import SENTENCES, Grammar, sentence_files
from pam_core.skills.kit import Kit
from pam_core.skills.own import own_skills
from pam_core.skills.pack import Pack, packs_there
from pam_core.skills.registry import SkillRegistry
from pam_core.vocabulary.errors import Fault, PamError

Files = Mapping[str, Mapping[str, Any]]
"""Sentence files by name, as they were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """All skills, the grammar of all their sentences, and what was left out and why."""

    skills: SkillRegistry
    grammar: Grammar
    troubles: tuple[PamError, ...] = ()


class PackFaultError(ValueError):
    """What is wrong with a pack, in words."""


def enter(
    kit: Kit, packs: Iterable[EntryPoint] | None = None, *, cache: Path | None = None
) -> Entered:
    """Let in PAM's own skills, then each pack; a broken pack is named and stays outside.

    `packs` are those installed where it is None; `cache` is a folder that makes it quicker.
    """
    skills, troubles = own_skills(kit), list[PamError]()
    found = packs_there() if packs is None else tuple(packs)
    if not found:
        return Entered(skills=skills, grammar=Grammar.load(cache=cache))
    files: Files = sentence_files(SENTENCES, cache)
    grammar: Grammar | None = None
    for point in found:
        try:
            pack = _made(point, kit)
            brought = _local(sentence_files(pack.sentences), point.name)
            # All of it is tried before any of it is taken.
            larger = Grammar({**files, **brought})
            _check(pack, _actions(files), larger)
            replies = kit.phrases.also(pack.replies) if pack.replies else None
            for skill in pack.skills:
                skills.register(skill, source=point.name)
        except Exception as fault:  # whatever somebody else's code may raise
            troubles.append(_left_out(point, fault))
            continue
        if replies is not None:
            kit.phrases.learn(replies)
        files, grammar = {**files, **brought}, larger
    return Entered(skills=skills, grammar=grammar or Grammar(files), troubles=tuple(troubles))


def _made(point: EntryPoint, kit: Kit) -> Pack:
    pack = point.load()(kit)
    if not isinstance(pack, Pack):
        raise PackFaultError(f"it is a {type(pack).__name__}, not a Pack")
    for folder in (pack.sentences, pack.replies):
        if folder is not None and not folder.is_dir():
            raise PackFaultError(f"{folder} is no folder")
    return pack


def _local(files: Files, name: str) -> dict[str, Mapping[str, Any]]:
    """A pack's files under names of their own, their rules given to their actions only."""
    local: dict[str, Mapping[str, Any]] = {}
    for where, content in files.items():
        rules = content.get("rules") or {}
        actions = {
            action: {**entry, "rules": {**rules, **(entry.get("rules") or {})}}
            for action, entry in (content.get("actions") or {}).items()
        }
        rest = {key: value for key, value in content.items() if key != "rules"}
        local[f"{name}/{where}"] = {**rest, "actions": actions}
    return local


def _check(pack: Pack, taken: frozenset[str], after: Grammar) -> None:
    brought = [action for skill in pack.skills for action in skill.actions]
    answered = set(brought)
    if len(answered) < len(brought):
        raise PackFaultError("two of its skills answer the same action")
    said = {name for name, action in after.actions.items() if not action.inner}
    new = said - taken
    if answered - new:
        raise PackFaultError(f"nothing can be said for {', '.join(sorted(answered - new))}")
    if new - answered:
        raise PackFaultError(f"no skill of it answers {', '.join(sorted(new - answered))}")


def _actions(files: Files) -> frozenset[str]:
    return frozenset(name for content in files.values() for name in content.get("actions") or ())


def _left_out(point: EntryPoint, fault: Exception) -> PamError:
    reason = str(fault) or type(fault).__name__
    error = PamError(
        "skills.pack_broken",
        f"The skills of {point.name} are left out: {reason}.",
        mend="Update or remove that package.",
        fault=Fault.ENVIRONMENT,
    )
    error.__cause__ = fault
    return error
