"""Where the pages get what they show: one port a page, all of them called on the core thread."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """One port for each page, see the `source.py` of its room."""
