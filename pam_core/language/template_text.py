"""How sentence templates are written.

spent               a word
[please]            may be left out
(spent|paid)        one of these
(<at>|<when>)*      any of these, in any order, each slot once (or more often where it is a list)
{amount}            a slot of the action; {amount.priced}: taken as another kind here
<me>                a rule, spelled out elsewhere
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pam_core.language.slots import SlotSpec
from pam_core.language.template import Bag, Choice, Node, Row, Slot, Word

_PIECE = re.compile(r"\{[\w.]+\}|<\w+>|\)\*|[()\[\]|]|[^\s()\[\]|{}<>]+")


class TemplateError(ValueError):
    """A template that cannot be read; says which and why."""


def compiled(
    text: str,
    slots: Mapping[str, SlotSpec],
    rules: Mapping[str, str],
    inside: tuple[str, ...] = (),
) -> Node:
    """Read a template. Raises TemplateError."""
    pieces = _PIECE.findall(text)
    if "".join(pieces) != re.sub(r"\s+", "", text):
        raise TemplateError(f"{text!r}: not a template")
    node, rest = _choice(pieces, slots, rules, inside)
    if rest:
        raise TemplateError(f"{text!r}: too many {rest[0]!r}")
    return node


def _choice(pieces: list[str], *where: Any) -> tuple[Node, list[str]]:
    ways: list[Node] = []
    row: list[Node] = []
    while pieces and pieces[0] not in (")", "]", ")*"):
        piece, pieces = pieces[0], pieces[1:]
        if piece == "|":
            ways.append(Row(tuple(row)))
            row = []
        elif piece in ("(", "["):
            node, pieces = _group(piece, pieces, *where)
            row.append(node)
        else:
            row.append(_leaf(piece, *where))
    ways.append(Row(tuple(row)) if len(row) != 1 else row[0])
    return (ways[0] if len(ways) == 1 else Choice(tuple(ways))), pieces


def _group(opening: str, pieces: list[str], *where: Any) -> tuple[Node, list[str]]:
    inner, pieces = _choice(pieces, *where)
    closing = pieces[0] if pieces else "its end"
    if closing not in {"(": (")", ")*"), "[": ("]",)}[opening]:
        raise TemplateError(f"{opening!r} is closed by {closing!r}")
    if closing == ")*":
        return Bag(inner), pieces[1:]
    if opening == "[":
        return Choice((inner,), optional=True), pieces[1:]
    return inner, pieces[1:]


def _leaf(
    piece: str, slots: Mapping[str, SlotSpec], rules: Mapping[str, str], inside: tuple[str, ...]
) -> Node:
    if piece.startswith("{"):
        name, _, kind = piece[1:-1].partition(".")
        if name not in slots:
            raise TemplateError(f"there is no slot {piece}")
        return Slot(replace(slots[name], kind=kind) if kind else slots[name])
    if piece.startswith("<"):
        name = piece[1:-1]
        if name not in rules or name in inside:
            raise TemplateError(f"there is no rule {piece}, or it holds itself")
        return compiled(rules[name], slots, rules, (*inside, name))
    return Word(piece.lower())
