"""The items of a list in a JSON text, each with the line it begins on."""

import json
import re
from collections.abc import Iterator
from typing import Any

_BLANK = re.compile(r"[\s,]*")


def items_of(text: str, name: str) -> Iterator[tuple[int, Any]]:
    """Items of the first list called `name`, with their lines counted from 1.

    Raises json.JSONDecodeError where an item is broken, ValueError where there is no such list.
    """
    found = re.search(rf'"{re.escape(name)}"\s*:\s*\[', text)
    if found is None:
        raise ValueError(f"there is no list {name}")
    decoder = json.JSONDecoder()
    at, line, counted = found.end(), 1, 0
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        if text[at : at + 1] == "]":
            return
        line += text.count("\n", counted, at)
        counted = at
        item, at = decoder.raw_decode(text, at)
        yield line, item
