"""How the file of imported places grew, apart from the user's own database."""

from sqlite_utils import Migrations

from pam_core.storage.migrations.places import m001_places

STEPS = (m001_places,)
"""In the order they are applied. A step that was released is never changed, only followed."""


def migrations() -> Migrations:
    """The steps as sqlite-utils applies them."""
    steps = Migrations("pam-places")
    for number, step in enumerate(STEPS, start=1):
        steps(name=step.__name__.rpartition(".")[2])(step.step(number))
    return steps
