"""Checklists, and how far one has been gone through."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pam_core.vocabulary.kept import Kept


class StepOutcome(StrEnum):
    """What became of a step."""

    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """A list of steps. `names` are what it is called, the file's own name first."""

    title: str
    names: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistRun(Kept):
    """One revision of going through a checklist.

    `steps` are as they were when it began: a file changed meanwhile changes the next run.
    `outcomes` are those of the steps gone through, in order; the next step is the first without.
    """

    KIND: ClassVar[str] = "checklist_run"

    title: str
    steps: tuple[str, ...]
    outcomes: tuple[StepOutcome, ...] = ()
    ended: bool = False

    @property
    def step(self) -> int:
        """The position of the step that waits, counted from 0; past the end when all are done."""
        return len(self.outcomes)

    @property
    def skipped(self) -> tuple[str, ...]:
        """The steps that were skipped, in order."""
        return tuple(
            step
            for step, outcome in zip(self.steps, self.outcomes, strict=False)
            if outcome is StepOutcome.SKIPPED
        )
