"""One thing on one of the user's lists."""

from dataclasses import dataclass
from typing import ClassVar

from pam_core.vocabulary.kept import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem(Kept):
    """A thing on a list: `item` as said ("milk"), `list` by its bare name ("shopping")."""

    KIND: ClassVar[str] = "list_item"

    item: str
    list: str
