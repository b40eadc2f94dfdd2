"""What a third party brings to PAM: skills with their sentences and replies."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Skill

GROUP = "pam.skills"
"""The entry points under which a package offers its pack: each names a `PackMaker`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Skills, the folder with the ways to say their actions, and the folder with PAM's answers.

    Both folders hold *.yaml files written like those in PAM's own resources/sentences and
    resources/replies. Actions, and keys of replies, are new: what PAM has already stays PAM's.
    """

    skills: tuple[Skill, ...]
    sentences: Path
    replies: Path | None = None


PackMaker = Callable[[Kit], Pack]
"""Makes the pack when PAM starts; it may keep the kit, and must not do anything lasting."""


def packs_there() -> tuple[EntryPoint, ...]:
    """The packs that are installed, by name."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda point: point.name))
