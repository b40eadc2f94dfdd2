"""Registering, signing in and out, erasing: what is asked, and what the user is told."""

import logging

import pytest

from pam_core.sync.account import Accounts
from pam_core.sync.rest import Rest
from pam_core.vocabulary.errors import PamError
from tests.support.sync_rest import EMAIL, PASSWORD, USER_ID, Problem
from tests.support.sync_server import SyncServer


async def test_signing_in_gives_tokens(rest: Rest, caplog: pytest.LogCaptureFixture) -> None:
    """Who it is and two tokens, which no log and no repr shows."""
    caplog.set_level(logging.DEBUG)
    tokens = await Accounts(rest).sign_in(EMAIL, PASSWORD, "Ann's laptop")

    assert (tokens.account.user_id, tokens.account.email) == (USER_ID, EMAIL)
    assert tokens.account.server == rest.server
    for secret in (tokens.access, tokens.refresh, PASSWORD):
        assert secret not in repr(tokens)
        assert secret not in caplog.text


async def test_registering_opens_an_account(rest: Rest) -> None:
    """And signs in with it; a second time the email is taken."""
    accounts = Accounts(rest)
    tokens = await accounts.register("bob@pam.example", "another long password")
    assert tokens.access
    with pytest.raises(PamError) as told:
        await accounts.register("bob@pam.example", "another long password")
    assert told.value.code == "sync.email_taken"


async def test_a_wrong_password_is_told_as_that(rest: Rest) -> None:
    """Neither of the two is named: which emails have accounts is nobody's business."""
    with pytest.raises(PamError) as told:
        await Accounts(rest).sign_in(EMAIL, "wrong", "Ann's laptop")
    assert told.value.code == "sync.wrong_password"
    assert told.value.sentence == "The email or the password is not right."


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (Problem(400, "version"), "sync.update_pam"),
        (Problem(426, "update"), "sync.update_pam"),
        (Problem(429, "rate_limited"), "sync.too_many"),
        (Problem(500, "internal"), "sync.server_fault"),
        (Problem(503, "unavailable"), "sync.unavailable"),
        (Problem(502, body=b"<html>", kind="text/html"), "sync.server_fault"),
        (Problem(302, kind="text/html", headers={"Location": "/x"}), "sync.not_pam"),
        (Problem(404, body=b"<html>", kind="text/html"), "sync.not_pam"),
        (Problem(200, body=b"<html>", kind="text/html"), "sync.not_pam"),
        (Problem(200, body=b"[" * 100_000, kind="application/json"), "sync.not_pam"),
        (Problem(200, body=b'{"access_token": 5}', kind="application/json"), "sync.unreadable"),
        (Problem(0), "sync.unreachable"),
    ],
)
async def test_every_trouble_has_its_words(
    server: SyncServer, rest: Rest, problem: Problem, code: str
) -> None:
    """A server too old, too new, too busy, in pieces, and a hotel's login page."""
    server.rest.faults["POST /account/sign-in"].append(problem)
    with pytest.raises(PamError) as told:
        await Accounts(rest).sign_in(EMAIL, PASSWORD, "Ann's laptop")
    assert told.value.code == code
    assert told.value.sentence.endswith(".")


async def test_nobody_there_is_told_as_that(server: SyncServer, rest: Rest) -> None:
    """Without a network or a server there is one honest sentence."""
    await server.shut()
    with pytest.raises(PamError) as told:
        await Accounts(rest).sign_in(EMAIL, PASSWORD, "Ann's laptop")
    assert told.value.code == "sync.unreachable"


async def test_signing_out_twice_is_no_trouble(rest: Rest, server: SyncServer) -> None:
    """A sign-in that the server does not know any more has ended as wished."""
    accounts = Accounts(rest)
    tokens = await accounts.sign_in(EMAIL, PASSWORD, "Ann's laptop")
    await accounts.sign_out(tokens.refresh)
    server.rest.faults["POST /account/sign-out"].append(Problem(401, "unknown"))
    await accounts.sign_out(tokens.refresh)
    assert tokens.refresh not in server.rest.refresh_tokens


async def test_an_account_is_erased_with_its_password(rest: Rest) -> None:
    """A wrong one is told, and then nothing was erased."""
    accounts = Accounts(rest)
    tokens = await accounts.sign_in(EMAIL, PASSWORD, "Ann's laptop")
    with pytest.raises(PamError) as told:
        await accounts.erase(tokens.access, "wrong")
    assert told.value.code == "sync.wrong_password"
    assert (await accounts.about(tokens.access))["email"] == EMAIL
    await accounts.erase(tokens.access, PASSWORD)
    with pytest.raises(PamError):
        await accounts.about(tokens.access)
