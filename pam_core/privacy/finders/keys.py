"""Keys, tokens and passwords: what opens a door for whoever has it."""

import re
from collections.abc import Iterator
from itertools import pairwise

_WELL_KNOWN = re.compile(
    r"""
      -----BEGIN\ [A-Z0-9 ]{3,40}-----(?:.*?-----END\ [A-Z0-9 ]{3,40}-----|.*)
    | (?<![A-Za-z0-9])(?:
          sk-[A-Za-z0-9_-]{16,}
        | [rs]k_(?:live|test)_[A-Za-z0-9]{10,}
        | (?:AKIA|ASIA)[A-Z0-9]{16}
        | gh[a-z]_[A-Za-z0-9]{20,}
        | github_pat_[A-Za-z0-9_]{20,}
        | glpat-[A-Za-z0-9_-]{16,}
        | xox[a-z]-[A-Za-z0-9-]{10,}
        | AIza[A-Za-z0-9_-]{30,}
        | hf_[A-Za-z0-9]{20,}
        | eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?
      )
    """,
    re.VERBOSE | re.DOTALL,
)
_TOLD = re.compile(
    r"""
      \bbearer\ +(?P<bearer>[A-Za-z0-9._~+/=-]{8,})
    | \b(?:api[ _-]?key|access[ _-]?key|secret|token|password|passcode)
      (?:\ +is\ +|\ *[=:]\ *)["']?(?P<value>(?=[^\s"']*[0-9])[^\s"']{6,})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LONG = re.compile(r"[A-Za-z0-9+/_-]{32,}={0,2}")
_HEX = re.compile(r"[0-9a-fA-F-]+")

SWITCHES = 0.2
"""This share of neighbours in a random text differ in kind (capital, small, digit); words with a
year behind them have less, random base64 has 0.6."""


def find(text: str) -> Iterator[tuple[int, int]]:
    """Keys by their usual beginnings, by the word before them, and by looking random."""
    for found in _WELL_KNOWN.finditer(text):
        yield found.span()
    for found in _TOLD.finditer(text):
        yield found.span("bearer" if found["bearer"] else "value")
    for found in _LONG.finditer(text):
        if _looks_random(found[0]):
            yield found.span()


def _looks_random(token: str) -> bool:
    kinds = ["0" if c.isdigit() else "A" if c.isupper() else "a" for c in token if c.isalnum()]
    if "0" not in kinds or set(kinds) == {"0"}:
        return False
    if _HEX.fullmatch(token):
        return True
    switches = sum(one != other for one, other in pairwise(kinds))
    return switches >= SWITCHES * len(kinds)
