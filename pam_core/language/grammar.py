"""The sentence files, read into templates that are quickly found by a sentence's first word."""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pam_core.language.lazy import lazy
from pam_core.language.mishearings import phrases_of
from pam_core.language.sentence_cache import read_through
from pam_core.language.slot_kinds import SlotKinds
from pam_core.language.slots import SlotSpec
from pam_core.language.template import ANYTHING, Node
from pam_core.language.template_text import Compiler, TemplateError
from pam_core.language.words import Sentence, words_of

SENTENCES = Path(__file__).parents[2] / "resources" / "sentences"
"""The sentence files that come with PAM: beside the packages in a checkout, a wheel, a bundle."""

SHARED = "common.yaml"
"""The file of what all actions share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """One action of the catalogue as the sentence files declare it.

    `summary` is what it does, `example` one way to say it. `open_until`: until one of these slots
    was said, more is likely to come; `may_add`: slots that people add after a breath. `inner`
    actions are words within a talk ("yes"), never commands of their own. `asks_first`: it is done
    only after a yes; `undoable`: it changes what is kept, and "undo" takes that back. `sends`: it
    sends something away or spends money. `quotes_others`: its answer may hold words that others
    wrote (imported places, a bank's memos, calendars).
    """

    name: str
    summary: str
    example: str
    slots: Mapping[str, SlotSpec]
    open_until: tuple[str, ...] = ()
    may_add: tuple[str, ...] = ()
    inner: bool = False
    asks_first: bool = False
    undoable: bool = False
    sends: bool = False
    quotes_others: bool = False


class Use(StrEnum):
    """When a way of saying an action may be said: the key it stands under in a sentence file."""

    COMMAND = "sentences"
    """At any time."""
    ANSWER = "answers"
    """After PAM asked for one of the action's slots."""
    FOLLOW_UP = "follows"
    """Right after the action was done: "and on dining?"."""


@dataclass(frozen=True, eq=False)
class Template:
    """One way to say an action; `fixed` are slot values that follow from saying it this way.

    `use` says when it may be said. `topic`: only while the talk is about that. `trust` is how
    surely who says it means the action: 1, or less where it is easily something else misheard.
    """

    action: ActionSpec
    node: Node
    text: str
    fixed: Mapping[str, Any]
    use: Use = Use.COMMAND
    topic: str = ""
    trust: float = 1.0
    number: int = 0
    """Its place among all templates: where nothing else decides, the first is meant."""


class Grammar:
    """All templates, and the words around and within them."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        self._files = files
        rules = self._merged("rules") | (files.get(SHARED, {}).get("rules") or {})
        self.sounds_like = self._mishearings()
        self.misheard = phrases_of(self._merged("misheard"))
        self.kinds = SlotKinds({kind: _phrases(lists) for kind, lists in self._lists().items()})
        self.dangling = frozenset(" ".join(self._listed("dangling")).split())
        common = Compiler({}, rules)
        # A file's own rules go first, then those that are there to be shared.
        by_file = {where: {**rules, **(c.get("rules") or {})} for where, c in files.items()}
        self.openings = [common.compiled(text) for text in self._listed("openings")]
        self.closings = [common.compiled(text) for text in self._listed("closings")]
        self.actions: dict[str, ActionSpec] = {}
        self.templates: list[Template] = []
        with _uncollected():
            for where, name, entry in self._entries():
                try:
                    self._add(name, entry, by_file[where], common)
                except (TemplateError, KeyError, TypeError, AttributeError) as error:
                    raise TemplateError(f"{where}: {name}: {error}") from error
            self._by_rare_word = self._by_rare_words()

    @classmethod
    def load(cls, folder: Path = SENTENCES, cache: Path | None = None) -> "Grammar":
        """Read every *.yaml of a folder, more quickly where it is cached in the folder `cache`.

        Raises TemplateError, which names the file and action.
        """
        return cls(sentence_files(folder, cache))

    def candidates(self, said: Sentence) -> Iterator[Template]:
        """Templates that the whole sentence could match."""
        if not said.tokens:
            return
        words = {token.text for token in said.tokens}.union(*(t.others for t in said.tokens))
        first = said.tokens[0]
        firsts = {first.text, *first.others, ANYTHING}
        for word in (*words, ANYTHING):
            for template in self._by_rare_word.get(word, ()):
                node = template.node
                if not (firsts.isdisjoint(node.firsts[0]) or _lacks(node.needs, words)):
                    yield template

    def beginnings(self, said: Sentence) -> Iterator[Template]:
        """Templates that the sentence could begin, each once, by their first words."""
        if not said.tokens:
            return
        first = said.tokens[0]
        tried: set[int] = set()
        for word in (first.text, *first.others, ANYTHING):
            for template in self._by_first_word.get(word, ()):
                if id(template) not in tried:
                    tried.add(id(template))
                    yield template

    def _add(
        self, name: str, entry: Mapping[str, Any], rules: Mapping[str, str], common: Compiler
    ) -> None:
        slots = {
            slot: SlotSpec(name=slot, **({"kind": spec} if isinstance(spec, str) else spec))
            for slot, spec in (entry.get("slots") or {}).items()
        }
        for spec in slots.values():
            if not self.kinds.knows(spec.kind):
                raise TemplateError(f"there is no kind of slot {spec.kind!r}")
        action = ActionSpec(
            name=name,
            summary=entry.get("summary", ""),
            example=entry.get("example", ""),
            slots=slots,
            open_until=tuple(entry.get("open_until", ())),
            may_add=tuple(entry.get("may_add", ())),
            inner=entry.get("inner", False),
            asks_first=entry.get("asks_first", False),
            undoable=entry.get("undoable", False),
            sends=entry.get("sends", False),
            quotes_others=entry.get("quotes_others", False),
        )
        if name in self.actions:
            raise TemplateError("another file has this action already")
        self.actions[name] = action
        compiler = Compiler(slots, {**rules, **entry.get("rules", {})}, common)
        for use in Use:
            for item in entry.get(use, ()):
                ways = item if isinstance(item, dict) else {"say": [item]}
                self._add_ways(action, ways, compiler, use)

    def _add_ways(
        self, action: ActionSpec, item: Mapping[str, Any], compiler: Compiler, use: Use
    ) -> None:
        said = item["say"]
        for text in [said] if isinstance(said, str) else said:
            self.templates.append(
                Template(
                    action,
                    compiler.compiled(text),
                    text,
                    item.get("set", {}),
                    use,
                    item.get("when", ""),
                    item.get("trust", 1.0),
                    len(self.templates),
                )
            )

    @lazy
    def _by_first_word(self) -> dict[str, list[Template]]:
        """Each template under the words it may begin with; worked out in the first pause."""
        index: dict[str, list[Template]] = {}
        for template in self.templates:
            for word in template.node.firsts[0]:
                index.setdefault(word, []).append(template)
        return index

    def _by_rare_words(self) -> dict[str, list[Template]]:
        """Each template under the words of the one need that fewest sentences meet."""
        needs = Counter(need for template in self.templates for need in template.node.needs)
        common: dict[str, int] = {}
        for need, count in needs.items():
            for word in need:
                common[word] = common.get(word, 0) + count
        how_common = {need: sum(map(common.__getitem__, need)) for need in needs}
        index: dict[str, list[Template]] = {}
        for template in self.templates:
            rarest = min(template.node.needs, key=how_common.__getitem__, default=())
            for word in rarest or (ANYTHING,):
                index.setdefault(word, []).append(template)
        return index

    def _entries(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for where, content in self._files.items():
            for name, entry in (content.get("actions") or {}).items():
                yield where, name, entry

    def _mishearings(self) -> dict[str, frozenset[str]]:
        """Words as heard → what may have been said, of all files together."""
        meant: dict[str, frozenset[str]] = {}
        for content in self._files.values():
            for heard, words in (content.get("sounds_like") or {}).items():
                meant[heard] = meant.get(heard, frozenset()) | frozenset(words.split())
        return meant

    def _lists(self) -> dict[str, dict[str, list[str]]]:
        """The closed lists: any file may add values and phrases to a list of another."""
        whole: dict[str, dict[str, list[str]]] = {}
        for content in self._files.values():
            for kind, values in (content.get("lists") or {}).items():
                for value, phrases in values.items():
                    whole.setdefault(kind, {}).setdefault(str(value), []).extend(phrases or ())
        return whole

    def _merged(self, key: str) -> dict[str, Any]:
        return {k: v for file in self._files.values() for k, v in (file.get(key) or {}).items()}

    def _listed(self, key: str) -> list[str]:
        return [item for file in self._files.values() for item in file.get(key) or ()]


def sentence_files(folder: Path, cache: Path | None = None) -> dict[str, Any]:
    """Every *.yaml of a folder by its name, as a grammar takes them; several folders can be joined.

    Kept in the folder `cache` where there is one. Raises yaml.YAMLError where one is not YAML.
    """
    paths = sorted(folder.glob("*.yaml"))

    def read() -> dict[str, Any]:
        # YAML is imported only where it is needed: that takes as long as reading all the files.
        from pam_core.language.sentence_file import sentence_file

        return {path.name: sentence_file(path) for path in paths}

    return read() if cache is None else read_through(cache, paths, read)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage is looked for: among many objects, all of them needed, that takes a third."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _lacks(needs: tuple[frozenset[str], ...], words: set[str]) -> bool:
    """Whether one of the needs is met by none of the words."""
    return any(need.isdisjoint(words) for need in needs)


def _phrases(lists: Mapping[str, list[str]]) -> dict[tuple[str, ...], str]:
    return {
        words_of(phrase): value
        for value, phrases in lists.items()
        for phrase in (value, *map(str, phrases))
    }
