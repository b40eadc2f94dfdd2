"""The page that leads to a new skill, followed to the letter."""

import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from pam_core.language.understanding import Language
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.skills.door import Entered, enter
from pam_core.skills.kit import Kit
from pam_core.skills.pack import GROUP
from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.reply import Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import TurnRequest
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory
from tests.rules.house import ROOT

PAGE = (ROOT / "docs" / "writing-a-skill.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```\w+ file=(?P<file>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TALK = re.compile(r"^```talk\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
MODULE = "pam_tire_pressure"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The page's files, where an installed package lies, with the metadata an installer writes."""
    site = tmp_path / "site"
    for block in BLOCK.finditer(PAGE):
        file = site / block["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block["text"], encoding="utf-8")
    project = tomllib.loads((site / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (offered,) = project["entry-points"][GROUP].items()
    metadata = site / f"{MODULE}-{project['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    (metadata / "entry_points.txt").write_text(f"[{GROUP}]\n{' = '.join(offered)}\n")
    monkeypatch.syspath_prepend(str(site))
    yield site
    for name in [name for name in sys.modules if name.startswith(MODULE)]:
        del sys.modules[name]


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return kit_in_memory(LedgerInMemory(), Phrasebook.load(), tmp_path)


@pytest.fixture
def entered(package: Path, kit: Kit) -> Entered:
    """What came in; among packs that are really installed here, only the page's."""
    return enter(kit, [point for point in entry_points(group=GROUP) if MODULE in point.value])


async def answers(mind: LocalMind, said: list[str]) -> list[str]:
    replies = []
    for number, text in enumerate(said):
        request = TurnRequest(
            turn_id=str(number),
            text=text,
            confidence=1.0,
            trigger=Trigger.TEXT,
            now=NOW + timedelta(seconds=number),
        )
        prepared = await mind.prepare(request)
        *_, reply = [piece async for piece in mind.answer(prepared)]
        assert isinstance(reply, Reply)
        replies.append(reply.text)
    return replies


def test_the_skill_is_let_in(entered: Entered) -> None:
    """The package of the page is found by its entry point and let in whole."""
    assert entered.troubles == ()
    assert entered.skills.source("tire.note") == "tire-pressure"


async def test_the_talk_of_the_page(entered: Entered, kit: Kit) -> None:
    """Every line of the page's talk is answered as the page says."""
    found = TALK.search(PAGE)
    assert found is not None
    lines = found["text"].splitlines()
    said = [line.removeprefix("> ") for line in lines[::2]]
    mind = LocalMind(
        language=Language(entered.grammar),
        skills=entered.skills,
        phrases=kit.phrases,
        deeds=Deeds(kit.memory),
    )
    assert await answers(mind, said) == lines[1::2]


def test_the_examples_of_the_page(entered: Entered) -> None:
    """Each action's example is understood as that action."""
    language = Language(entered.grammar)
    mine = [action for action in entered.grammar.actions.values() if action.name[:5] == "tire."]
    assert len(mine) == 2
    assert [language.parse(each.example, NOW).action for each in mine] == [
        each.name for each in mine
    ]
