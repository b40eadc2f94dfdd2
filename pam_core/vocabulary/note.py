"""Something the user wants to find again."""

from dataclasses import dataclass
from typing import ClassVar

from pam_core.vocabulary.kept import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Kept):
    """A note: `text` as the user said it ("site 14 has no shade")."""

    KIND: ClassVar[str] = "note"

    text: str
