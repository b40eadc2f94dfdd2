"""A thing as REST shows it."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from pam_core.vocabulary.sync import Thing


class ThingShown(BaseModel):
    """One thing as the server has it; `rev` counts its revisions, `at` is when the user acted."""

    entity: str
    id: str
    rev: int
    fields: dict[str, Any]
    deleted: bool
    day: date | None = None
    at: datetime

    @classmethod
    def of(cls, thing: Thing) -> "ThingShown":
        """The thing, shown."""
        return cls(
            entity=thing.entity,
            id=thing.id,
            rev=thing.rev,
            fields=dict(thing.fields),
            deleted=thing.deleted,
            day=thing.day,
            at=thing.at,
        )
