"""The door that packs of third parties come in through."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from textwrap import dedent

import pytest

from pam_core.language.understanding import Language
from pam_core.skills.door import Entered, enter
from pam_core.skills.kit import Kit
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.registry import OWN
from pam_core.skills.skill import SkillContext
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

SENTENCES = """
rules: {me: "(me|us)"}
actions:
  joke.tell:
    summary: Tells a joke
    example: Tell me a joke
    sentences: ["tell <me> a joke", "make <me> laugh"]
"""
REPLIES = 'joke.told: "Why did the trailer stop? It was tired."\n'
CODE = """
from pathlib import Path
from pam_core.skills.pack import Pack
from pam_core.skills.skill import Plan

class JokeSkill:
    actions = frozenset(("joke.tell",))

    def __init__(self, phrases):
        self._phrases = phrases

    async def plan(self, intent, context):
        return Plan(text=self._phrases.say("joke.told"))

def pack(kit):
    folder = Path(__file__).parent
    return Pack(
        skills=(JokeSkill(kit.phrases),),
        sentences=folder / "sentences",
        replies=folder / "replies",
    )
"""


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return kit_in_memory(LedgerInMemory(), Phrasebook.load(), tmp_path)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with a joke skill, on the path; a test may spoil it before it is let in."""
    folder = tmp_path / "site" / "pam_jokes"
    for name, text in (
        ("__init__.py", CODE),
        ("sentences/jokes.yaml", SENTENCES),
        ("replies/jokes.yaml", REPLIES),
    ):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder.parent))
    yield folder
    sys.modules.pop("pam_jokes", None)


def let_in(kit: Kit, name: str = "jokes", value: str = "pam_jokes:pack") -> Entered:
    return enter(kit, [EntryPoint(name=name, value=value, group="pam.skills")])


async def test_a_pack_is_let_in(kit: Kit, package: Path) -> None:
    """A pack's action is understood, answered in its own words, and named as its own."""
    entered = let_in(kit)
    assert entered.troubles == ()
    intent = Language(entered.grammar).parse("hey PAM, tell me a joke please", NOW)
    assert intent.action == "joke.tell"
    plan = await entered.skills.plan(intent, SkillContext(now=NOW))
    assert plan.text == "Why did the trailer stop? It was tired."
    assert entered.skills.source("joke.tell") == "jokes"
    assert entered.skills.source("time.now") == OWN


async def test_a_pack_changes_nothing_of_pams(kit: Kit, package: Path) -> None:
    """A pack's rules are for its own sentences: "me" in PAM's stays what it was."""
    language = Language(let_in(kit).grammar)
    assert language.parse("we spent 45 dollars on fuel", NOW).action == "expense.log"


def test_without_packs(kit: Kit) -> None:
    """Without packs there are PAM's own skills, and no troubles."""
    entered = enter(kit, [])
    assert entered.troubles == ()
    assert "joke.tell" not in entered.skills.actions
    assert "time.now" in entered.skills.actions


@pytest.mark.parametrize(
    ("file", "was", "becomes", "named"),
    [
        ("__init__.py", "class JokeSkill", "1 / 0\nclass JokeSkill", "division by zero"),
        ("__init__.py", "return Pack(", "return dict(", "it is a dict, not a Pack"),
        ("__init__.py", '"sentences"', '"nowhere"', "is no folder"),
        ("__init__.py", '("joke.tell",)', '("time.now",)', "nothing can be said for time.now"),
        ("__init__.py", "(JokeSkill(kit.phrases),)", "(JokeSkill(kit.phrases),) * 2", "two of"),
        ("__init__.py", "(JokeSkill(kit.phrases),)", "()", "no skill of it answers joke.tell"),
        ("sentences/jokes.yaml", "tell <me>", "tell (<me>", "joke.tell"),
        ("sentences/jokes.yaml", "joke.tell:", "time.now:", "another file has this action"),
        ("sentences/jokes.yaml", "actions:", "actions: [", "jokes"),
        ("replies/jokes.yaml", "joke.told", "time.now", "PAM says that already"),
    ],
)
async def test_a_broken_pack_stays_outside(
    kit: Kit, package: Path, file: str, was: str, becomes: str, named: str
) -> None:
    """A broken pack is named with what is wrong; PAM starts with all the rest."""
    path = package / file
    path.write_text(path.read_text("utf-8").replace(was, becomes), encoding="utf-8")
    entered = let_in(kit)
    (trouble,) = entered.troubles
    assert trouble.code == "skills.pack_broken"
    assert "jokes" in trouble.sentence
    assert named in trouble.sentence
    assert "joke.tell" not in entered.skills.actions
    plan = await entered.skills.plan(Intent(action="time.now"), SkillContext(now=NOW))
    assert plan.text == "It's 2 PM."


def test_a_missing_package(kit: Kit) -> None:
    """A pack whose module is gone is named, and PAM starts."""
    (trouble,) = let_in(kit, value="pam_gone:pack").troubles
    assert "pam_gone" in trouble.sentence


async def test_a_failing_skill_is_named(kit: Kit, package: Path) -> None:
    """What a third party's skill raises becomes an answer that names where it is from."""
    path = package / "__init__.py"
    path.write_text(path.read_text("utf-8").replace("return Plan(text=", "return dict("))
    entered = let_in(kit)
    with pytest.raises(PamError) as caught:
        await entered.skills.plan(Intent(action="joke.tell"), SkillContext(now=NOW))
    assert (caught.value.code, caught.value.sentence) == (
        "skill.failed",
        "The skill joke.tell from jokes failed.",
    )
