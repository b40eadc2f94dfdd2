"""No key, and nothing that is masked, reaches a log, an error or a request, whatever goes wrong."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pam_core.conversation.session import Said
from pam_core.orchestrator.asking.turn_time import Limits
from pam_core.providers.anthropic import Anthropic
from pam_core.providers.openai_compatible import OpenAiCompatible
from pam_core.providers.sdk_provider import SdkProvider
from pam_core.vocabulary.note import Note
from pam_desktop.cli.main import main
from tests.core.language.said_sentences import NOW
from tests.core.orchestrator.open_talk import OpenTalk
from tests.support.fake_provider import Answer, Call, FakeProvider, Wrong, fake_provider
from tests.support.provider_thread import provider_with_its_loop
from tests.support.secrets import ACCOUNTS, CARDS, EMAILS, KEYS, PHONES, SOCIAL_SECURITY_NUMBERS

KEY = "sk-proj-" + "7h1s1s4s3cr3tk3y"
CARD, MAIL, PHONE = CARDS[1], EMAILS[0], PHONES[0]
ACCOUNT, SOCIAL, TOKEN = ACCOUNTS[0], SOCIAL_SECURITY_NUMBERS[0], KEYS[3]
SECRETS = (CARD, MAIL, PHONE, ACCOUNT, SOCIAL, TOKEN)
QUESTION = f"whom does the card {CARD} belong to, and is {MAIL} or {PHONE} theirs"
BEFORE = Said(
    said=f"why would my social {SOCIAL} be asked for",
    replied=f"Perhaps for {ACCOUNT}.",
    at=NOW - timedelta(minutes=1),
)
NOTE = Note(id="n1", created_at=NOW, text=f"{CARD} is Bob's, token {TOKEN}, mail {MAIL}")
LOGGERS = ("", "openai", "anthropic", "httpx2", "httpcore2", "asyncio", "pam_core")
LOOKS_IT_UP = Answer(calls=(Call(name="note-find", arguments=json.dumps({"text": "Bob"})),))
TELLS = Answer(text="Bob has [card 1], and writes from [email 1], I think.")
LIMITS = Limits(first_token_seconds=0.7, stall_seconds=0.7, filler_seconds=0.3)

Make = Callable[[FakeProvider], SdkProvider]


def openai(fake: FakeProvider) -> OpenAiCompatible:
    return OpenAiCompatible(
        name="openai", base_url=fake.base_url, model="m", key=KEY, on_device=False
    )


def own(fake: FakeProvider) -> OpenAiCompatible:
    return OpenAiCompatible(
        name="custom", base_url=fake.base_url, model="m", key="", on_device=True, needs_key=False
    )


def anthropic(fake: FakeProvider) -> Anthropic:
    return Anthropic(base_url=fake.anthropic_base_url, model="m", key=KEY)


async def talk_with(*providers: SdkProvider) -> OpenTalk:
    """A talk with secrets in what was said before, and in a note that a tool finds."""
    talk = OpenTalk(*providers, limits=LIMITS)  # type: ignore[arg-type]
    talk.mind.session = replace(talk.mind.session, history=(BEFORE,))
    await talk.kit.memory.keep([NOTE])
    for provider in providers:
        await provider.warm_up()
    return talk


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Everything that any logger was given, arguments and exceptions too."""
    return repr(
        [(each.getMessage(), each.args, each.exc_text, each.exc_info) for each in caplog.records]
    )


def sent_to(fake: FakeProvider) -> str:
    """All that was sent, but for the one header in which the key belongs."""
    return repr(
        [
            (asked.path, asked.body, asked.headers | {"authorization": "", "x-api-key": ""})
            for asked in fake.asked
        ]
    )


def found_in(text: str, *secrets: str) -> list[str]:
    """The secrets in a text, however they may be quoted there."""
    plain = text.replace("\\", "")
    return [secret for secret in secrets if secret in plain]


@pytest.mark.parametrize("wrong", Wrong)
@pytest.mark.parametrize("make", [openai, anthropic])
async def test_whatever_goes_wrong(
    make: Make, wrong: Wrong, caplog: pytest.LogCaptureFixture
) -> None:
    """Every logger at DEBUG; every fault, with the question and after a tool has read a note."""
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name)
    async with fake_provider(LOOKS_IT_UP, TELLS) as fake:
        fake.goes_wrong(wrong, times=2)
        provider = make(fake)
        talk = await talk_with(provider)
        replies = [await talk.ask(QUESTION)]
        await fake.goes_right()
        talk.calls.calls.clear()
        talk.calls.off.clear()
        again = await talk_with(provider)
        asking = asyncio.create_task(again.ask(QUESTION))
        before = len(fake.asked)
        await fake.was_asked(before + 1)
        fake.goes_wrong(wrong, times=1)
        replies.append(await asking)
        await provider.close()
    refusals = [*talk.refused, *again.refused]
    told = [
        provider,
        *(reply.provenance for reply in replies),
        *talk.calls.calls,
        *again.calls.calls,
        *map(vars, refusals),
        *map(repr, refusals),
    ]
    assert len(caplog.records) > 2
    assert found_in(logged(caplog), KEY, *SECRETS) == []
    assert found_in(repr(told), KEY, *SECRETS) == []
    assert found_in(sent_to(fake), KEY, *SECRETS) == []


@pytest.mark.parametrize("make", [openai, anthropic])
async def test_everything_masked_comes_back(make: Make) -> None:
    """Question, earlier talk and a tool's answer go out masked; what is said is put back."""
    async with fake_provider(LOOKS_IT_UP, TELLS) as fake:
        talk = await talk_with(provider := make(fake))
        reply = await talk.ask(QUESTION)
        await provider.close()
    sent = sent_to(fake)
    marks = ("[card 1]", "[email 1]", "[phone 1]", "[ssn 1]", "[account 1]", "[key 1]")
    assert [mark for mark in marks if mark not in sent] == []
    assert len(fake.asked) == 2
    assert found_in(sent, *SECRETS) == []
    assert reply.text == f"Bob has {CARD}, and writes from {MAIL}, I think."
    assert " ".join(talk.spoken.split()) == reply.text
    assert reply.provenance is not None
    assert len(reply.provenance.masked) == 6


async def test_a_model_on_this_machine_reads_it_all() -> None:
    """Nothing leaves with it, so nothing is kept from it."""
    async with fake_provider(LOOKS_IT_UP, Answer(text="It is Bob's.")) as fake:
        talk = await talk_with(provider := own(fake))
        await talk.ask(QUESTION)
        await provider.close()
    assert found_in(sent_to(fake), *SECRETS) == list(SECRETS)


async def test_who_goes_on_after_a_model_on_this_machine() -> None:
    """What it had read, called and said in clear is masked for whoever is asked next."""
    asks = Answer(
        text=f"I look for {MAIL}. ",
        calls=(Call(name="note-find", arguments=json.dumps({"text": CARD})),),
    )
    async with fake_provider(asks) as near, fake_provider(TELLS) as far:
        talk = await talk_with(first := own(near), second := openai(far))
        asking = asyncio.create_task(talk.ask(QUESTION))
        await near.was_asked(1)
        near.goes_wrong(Wrong.CUT_AFTER)
        await asking
        await first.close()
        await second.close()
    assert len(far.asked) == 1
    assert '"role": "tool"' in json.dumps(far.asked[0].body)
    assert found_in(sent_to(far), *SECRETS) == []


@pytest.mark.parametrize("wrong", [Wrong.UNAUTHORISED, Wrong.IN_BAND, Wrong.POLICY, Wrong.PORTAL])
def test_of_the_whole_program(
    wrong: Wrong,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`pam ask` with its log at debug: neither log, stderr nor the log of calls tells of it."""
    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    monkeypatch.setenv("PAM_KEY_OPENAI", KEY)
    monkeypatch.setenv("PAM_LOG_LEVEL", "debug")
    monkeypatch.setenv("PAM_ANSWERS_ORDER", "openai")
    with provider_with_its_loop("Nobody knows.") as its:
        monkeypatch.setenv("PAM_OPENAI_BASE_URL", its.fake.base_url)
        its.do(lambda: its.fake.goes_wrong(wrong))
        assert main(["ask", "--json", "--verbose", QUESTION]) == 0
        assert main(["providers", "test", "openai"]) in (0, 2, 3, 4)
        asked = len(its.fake.asked)
    stderr = capsys.readouterr().err
    log = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "log").iterdir())
    assert asked > 0
    assert found_in(log + stderr, KEY, *SECRETS) == []
    assert found_in(rows_of(tmp_path / "data" / "pam.db", "model_calls"), KEY, *SECRETS) == []
    assert found_in(rows_of(tmp_path / "data" / "pam.db", "providers_off"), KEY, *SECRETS) == []
    assert KEY not in "".join(map(str, (tmp_path / "data" / "pam.db").read_bytes().split(b"\0")))


def rows_of(database: Path, table: str) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return repr(connection.execute(f"SELECT * FROM {table}").fetchall())
