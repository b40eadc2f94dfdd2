"""How sentence templates are written.

spent               a word
[please]            may be left out
(spent|paid)        one of these
(<at>|<when>)*      any of these, in any order, each slot once (or more often where it is a list)
{amount}            a slot of the action; {amount.priced}: taken as another kind here
<me>                a rule, spelled out elsewhere

Under an action of a sentence file stand

sentences:  ways to say it at any time
answers:    ways to answer when PAM asked for one of its slots
follows:    ways to go on right after it was done ("and on dining?")

each a template, or {say: [templates], set: {slot: value}, when: TOPIC, trust: 0.6}: `set` are slots
that follow from saying it so, `when` allows it only while the talk is about TOPIC, `trust` below 1
is for what is easily something else. A slot is a kind, or {kind: KIND, needed: true, many: true,
lean: future, otherwise: today}. A file's `rules` and `lists` are its own and everybody's; a list of
the same name in two files is one.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from pam_core.language.slots import SlotSpec
from pam_core.language.template import Bag, Choice, Node, Row, Slot, Word

_PIECE = re.compile(
    r"""\{[\w.]+\} | <\w+> | [^\s()\[\]|{}<>]+
    | \([^()\[\]{}<>]*\)(?!\*) | \[[^()\[\]{}<>]*\]  # words only: read once for all
    | \)\* | [()\[\]|]
    | \S  # a brace that is never closed
    """,
    re.VERBOSE,
)
_RULE = re.compile(r"<(\w+)>")
_BROKEN = frozenset("{}<>")
_OPENINGS = {"(": (")", ")*"), "[": ("]",)}


class TemplateError(ValueError):
    """A template that cannot be read; says which and why."""


class Compiler:
    """Reads templates that share rules; each rule is read once for all slots it may name.

    `slots` are what {…} may name, `rules` what <…> may name. `common` reads what needs no slots,
    for all actions together.
    """

    def __init__(
        self,
        slots: Mapping[str, SlotSpec],
        rules: Mapping[str, str],
        common: "Compiler | None" = None,
    ) -> None:
        self._slots = slots
        self._rules = rules
        self._common = common
        self._read: dict[str, Node] = {}
        self._slot_nodes: dict[str, Slot] = {}
        self._reading: list[str] = []

    def compiled(self, text: str) -> Node:
        """Read a template. Raises TemplateError."""
        pieces = _PIECE.findall(text)
        pieces.reverse()
        node = self._choice(pieces)
        if pieces:
            raise TemplateError(f"{text!r}: too many {pieces[-1]!r}")
        return node

    def has_common(self, name: str) -> bool:
        """Whether a rule is the same for all actions: without slots, and not spelt anew here."""
        if self._common is None or self._common.rule_text(name) != self._rules.get(name):
            return False
        text = self._rules.get(name, "{")
        return "{" not in text and all(map(self.has_common, _RULE.findall(text)))

    def rule_text(self, name: str) -> str | None:
        """How a rule is spelt here."""
        return self._rules.get(name)

    def rule(self, name: str) -> Node:
        """The node of a rule. Raises TemplateError where there is none."""
        if name not in self._read:
            if name not in self._rules or name in self._reading:
                raise TemplateError(f"there is no rule <{name}>, or it holds itself")
            self._reading.append(name)
            shared = self._common if self.has_common(name) else None
            text = self._rules[name]
            self._read[name] = shared.rule(name) if shared else self.compiled(text)
            self._reading.pop()
        return self._read[name]

    def _choice(self, pieces: list[str]) -> Node:
        """What the pieces (the next one last) say up to a closing bracket, taken off them."""
        ways: list[Node] = []
        row: list[Node] = []
        while pieces:
            piece = pieces.pop()
            first = piece[0]
            if first == "|":
                ways.append(row[0] if len(row) == 1 else Row(tuple(row)))
                row = []
            elif piece in _BROKEN:
                raise TemplateError(f"{piece!r} stands alone")
            elif first == "<":
                row.append(self.rule(piece[1:-1]))
            elif first == "{":
                row.append(self._slot(piece))
            elif first in "([":
                row.append(self._group(piece, pieces) if len(piece) == 1 else word_group(piece))
            elif first in ")]":
                pieces.append(piece)
                break
            else:
                row.append(word_node(piece.lower()))
        ways.append(row[0] if len(row) == 1 else Row(tuple(row)))
        return ways[0] if len(ways) == 1 else Choice(tuple(ways))

    def _group(self, opening: str, pieces: list[str]) -> Node:
        inner = self._choice(pieces)
        closing = pieces.pop() if pieces else "its end"
        if closing not in _OPENINGS[opening]:
            raise TemplateError(f"{opening!r} is closed by {closing!r}")
        if closing == ")*":
            return Bag(inner)
        return Choice((inner,), optional=True) if opening == "[" else inner

    def _slot(self, piece: str) -> Node:
        if piece not in self._slot_nodes:
            name, _, kind = piece[1:-1].partition(".")
            if name not in self._slots:
                raise TemplateError(f"there is no slot {piece}")
            spec = self._slots[name]
            self._slot_nodes[piece] = Slot(replace(spec, kind=kind) if kind else spec)
        return self._slot_nodes[piece]


@cache
def word_group(text: str) -> Node:
    """The node of "(a|b c)" or "[a|b c]": the same for all templates."""
    ways = []
    for way in text[1:-1].split("|"):
        words = tuple(word_node(word.lower()) for word in way.split())
        ways.append(words[0] if len(words) == 1 else Row(words))
    optional = text[0] == "["
    return ways[0] if len(ways) == 1 and not optional else Choice(tuple(ways), optional)


@cache
def word_node(word: str) -> Word:
    """The node of a word: the same for all templates."""
    return Word(word)
