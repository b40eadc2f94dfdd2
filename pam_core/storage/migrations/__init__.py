"""How the database grew: one file a step, applied once, in order, each in its own transaction."""

from sqlite_utils import Migrations

from pam_core.storage.migrations import (
    m001_chats_and_expenses,
    m002_records_and_changes,
    m003_models_and_answers,
    m004_sync,
)

STEPS = (
    m001_chats_and_expenses,
    m002_records_and_changes,
    m003_models_and_answers,
    m004_sync,
)
"""In the order they are applied. A step that was released is never changed, only followed."""


def migrations() -> Migrations:
    """PAM's steps as sqlite-utils applies them."""
    steps = Migrations("pam")
    for number, step in enumerate(STEPS, start=1):
        steps(name=step.__name__.rpartition(".")[2])(step.step(number))
    return steps
