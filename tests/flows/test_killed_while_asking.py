"""PAM dies, or is there twice, while a model has it do something: nothing is done twice."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.fake_provider import Answer, Call
from tests.support.pam_home import PamHome
from tests.support.provider_thread import ProviderInAThread, provider_with_its_loop

BOOKS = "put it in the books for us, groceries it was and {} dollars it came to"


def logs(dollars: int) -> Answer:
    amount = {"amount": str(dollars), "currency": "USD"}
    told = json.dumps({"amount": amount, "category": "groceries"})
    return Answer(calls=(Call(name="expense-log", arguments=told),))


LOOKS = Answer(calls=(Call(name="expense-query", arguments="{}"),))
HELD = Answer(text="You have spent nothing yet.", hold_after=0)


@pytest.fixture
def its() -> Iterator[ProviderInAThread]:
    with provider_with_its_loop() as its:
        yield its


@pytest.fixture
def home(tmp_path: Path, its: ProviderInAThread) -> Iterator[PamHome]:
    home = PamHome(tmp_path, {})
    home.environment |= {
        "PAM_KEY_OPENAI": "sk-test",
        "PAM_OPENAI_BASE_URL": its.fake.base_url,
        "PAM_ANSWERS_ORDER": "openai",
    }
    try:
        yield home
    finally:
        home.end()


def audit(home: PamHome) -> list[tuple[str, str]]:
    """What models called, and what came of it, as `pam audit` tells."""
    told = json.loads(home.run("audit", "--json").stdout)
    return [(use["action"], use["outcome"]) for use in told]


def test_killed_before_the_second_round(home: PamHome, its: ProviderInAThread) -> None:
    """What was looked up is in the audit; asked again it is done once, and one undo undoes it."""
    its.fake.answers(LOOKS, HELD)
    pam = home.start("ask", BOOKS.format(45))
    its.do(lambda: its.fake.was_asked(2))
    pam.kill()
    assert home.expenses() == []
    assert audit(home) == [("expense.query", "answered")]

    its.fake.answers(logs(45))
    assert "Logged 45 dollars for groceries." in home.run("ask", BOOKS.format(45)).stdout
    assert [each.amount.minor for each in home.expenses()] == [4500]
    home.run("ask", "undo")
    assert home.expenses() == []


def test_killed_after_the_deed(home: PamHome, its: ProviderInAThread) -> None:
    """The expense is on the disk before it is told, and the next start repeats nothing."""
    its.fake.answers(logs(45))
    pam = home.start("ask", BOOKS.format(45))
    pam.line("Logged 45 dollars")
    pam.kill()
    home.run("ask", "what time is it")
    assert [each.amount.minor for each in home.expenses()] == [4500]
    assert audit(home) == [("expense.log", "done")]


def test_two_at_once(home: PamHome, its: ProviderInAThread) -> None:
    """Each does its own, once; calls and audit have both."""
    its.fake.thinks = lambda asked: logs(54 if "54 dollars" in json.dumps(asked.body) else 45)
    both = [home.start("ask", BOOKS.format(dollars)) for dollars in (45, 54)]
    assert [pam.wait() for pam in both] == [0, 0]
    assert sorted(each.amount.minor for each in home.expenses()) == [4500, 5400]
    assert audit(home) == [("expense.log", "done")] * 2
    with closing(sqlite3.connect(home.database)) as connection:
        assert connection.execute("SELECT count(*) FROM model_calls").fetchone() == (2,)
