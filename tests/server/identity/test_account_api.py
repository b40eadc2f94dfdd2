"""The account endpoints, and what surrounds every endpoint: problems, limits of bodies, headers."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from pam_server.api import account, problem, ws_ticket
from pam_server.api.services import Services
from pam_server.identity.identity import Identity
from pam_server.identity.limiter import Limiter
from pam_server.settings import ServerSettings
from pam_server.store import export, tables
from pam_server.store.database import Database
from pam_server.store.feedback import SqlFeedback
from pam_server.store.jobs import SqlJobs
from pam_server.store.log import SqlLog
from tests.server.identity.conftest import NotedHub, SetClock

WORDS = "the user's own words"
BASE = "/api/v1/pam/account"
ANN = {"email": "ann@example.com", "password": "correct horse", "device_name": "Cab"}


@pytest.fixture
def app(
    database: Database, identity: Identity, settings: ServerSettings, hub: NotedHub, clock: SetClock
) -> FastAPI:
    services = Services(
        log=SqlLog(database),
        jobs=SqlJobs(database),
        feedback=SqlFeedback(database),
        hub=hub,  # type: ignore[arg-type]
        identity=identity,
        limiter=Limiter(settings, clock),
        settings=settings,
        clock=clock,
    )
    made = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    made.include_router(account.router(services))
    made.include_router(ws_ticket.router(services))

    @made.post("/fails")
    async def fails() -> None:
        raise ValueError(WORDS)

    @made.post("/takes")
    async def takes(given: dict[str, Any]) -> int:
        return len(given)

    problem.install(made, body_bytes=1000, cors_origins=["https://web.example"])
    return made


@pytest.fixture
async def web(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://pam.test") as client:
        yield client


async def _registered(web: httpx2.AsyncClient) -> dict[str, Any]:
    answer = await web.post(f"{BASE}/register", json=ANN)
    assert answer.status_code == 201
    tokens: dict[str, Any] = answer.json()
    web.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    return tokens


def _is_problem(answer: httpx2.Response, status: int, code: str) -> None:
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert told["request_id"] == answer.headers["x-request-id"]


async def test_a_life_of_an_account(web: httpx2.AsyncClient, hub: NotedHub) -> None:
    """Register, look, sign in elsewhere, refresh, get a ticket, sign out, export, erase."""
    tokens = await _registered(web)
    told = (await web.get(BASE)).json()
    assert (told["user_id"], told["email"]) == (tokens["user_id"], "ann@example.com")
    assert [(one["device_name"], one["current"]) for one in told["sessions"]] == [("Cab", True)]
    home = (await web.post(f"{BASE}/sign-in", json={**ANN, "device_name": "Home"})).json()
    fresh = await web.post(f"{BASE}/refresh", json={"refresh_token": home["refresh_token"]})
    assert fresh.json()["user_id"] == tokens["user_id"]
    ticket = (await web.post("/api/v1/pam/ws-ticket")).json()
    assert ticket["expires_in"] == 30
    out = await web.post(f"{BASE}/sign-out", json={"refresh_token": fresh.json()["refresh_token"]})
    assert out.status_code == 204
    exported = (await web.get(f"{BASE}/export")).json()
    assert exported["account"]["email"] == "ann@example.com"
    assert set(exported) == {"account", *export.EXPORTED}
    wrong = await web.request("DELETE", BASE, json={"password": "something else"})
    _is_problem(wrong, 403, "account.wrong_password")
    gone = await web.request("DELETE", BASE, json={"password": ANN["password"]})
    assert gone.status_code == 204
    assert hub.revoked[-1] == (tokens["user_id"], "")
    _is_problem(await web.get(BASE), 401, "auth.revoked")


def test_everything_is_exported() -> None:
    """Every table with a user is exported, or named as one that holds nothing to tell."""
    owned = {table.name for table in tables.metadata.sorted_tables if "user_id" in table.c}
    assert owned == {*export.EXPORTED, *export.LEFT_OUT}


async def test_the_keys_are_public(web: httpx2.AsyncClient) -> None:
    """Anybody may read the keys that verify our tokens."""
    keys = (await web.get("/.well-known/jwks.json")).json()["keys"]
    assert [key["alg"] for key in keys] == ["EdDSA"]


async def test_no_token_in_an_address(web: httpx2.AsyncClient) -> None:
    """A token in the URL is none, whatever the parameter is called."""
    token = (await _registered(web))["access_token"]
    del web.headers["Authorization"]
    asked = [
        web.get(BASE, params={name: token})
        for name in ("access_token", "token", "authorization", "bearer", "jwt")
    ]
    answers = await asyncio.gather(*asked)
    assert {answer.json()["code"] for answer in answers} == {"auth.missing"}
    assert answers[0].headers["www-authenticate"] == "Bearer"


async def test_guessing_passwords_is_slowed(web: httpx2.AsyncClient, clock: SetClock) -> None:
    """After ten guesses at one account from one address the next waits; the right one as well."""
    await _registered(web)
    guess = {**ANN, "password": "something else"}
    answers = [await web.post(f"{BASE}/sign-in", json=guess) for _ in range(11)]
    assert [one.status_code for one in answers] == [401] * 10 + [429]
    _is_problem(answers[-1], 429, "rate_limited")
    assert int(answers[-1].headers["retry-after"]) == 600
    assert (await web.post(f"{BASE}/sign-in", json=ANN)).status_code == 429
    clock.advance(minutes=10)
    assert (await web.post(f"{BASE}/sign-in", json=ANN)).status_code == 200


async def test_nothing_leaks(web: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    """No password, token or address is in a refusal or in the log, and no fault's own words."""
    with caplog.at_level(logging.DEBUG):
        tokens = await _registered(web)
        refused = [
            await web.post(f"{BASE}/register", json={**ANN, "password": ["hush-hush"]}),
            await web.post(f"{BASE}/register", content=b'{"email": "hush-hush'),
            await web.post(f"{BASE}/register", json={**ANN, "hush-hush \n": {"hush-hush": 1}}),
            await web.post(f"{BASE}/sign-in", json={**ANN, "password": "hush-hush"}),
            await web.post("/fails", json={}),
        ]
    assert [one.status_code for one in refused] == [422, 422, 409, 401, 500]
    told = "".join(one.text for one in refused)
    assert "hush" not in told
    assert "Traceback" not in told
    logged = "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("pam")
    )
    secrets = (tokens["access_token"], tokens["refresh_token"], ANN["email"], WORDS)
    assert [secret for secret in secrets if secret in told + logged] == []
    assert refused[-1].json()["request_id"] in logged


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("PUT", BASE, 405, "method_not_allowed"),
        ("GET", BASE, 401, "auth.missing"),
        ("POST", f"{BASE}/register", 422, "invalid"),
        ("POST", "/fails", 500, "internal"),
    ],
)
async def test_every_refusal_is_a_problem(
    web: httpx2.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    """Whatever is refused is problem+json with a code, a number and safe headers."""
    answer = await web.request(method, path)
    _is_problem(answer, status, code)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_long_body_is_refused_by_its_length(app: FastAPI) -> None:
    """2 GB that are announced are refused without reading one byte of them."""
    sent, read = await _asked(app, [b"x"], length=2_000_000_000)
    assert (sent[0]["status"], read) == (413, 0)


async def test_a_long_body_is_refused_while_it_comes(app: FastAPI) -> None:
    """A body without a length is read as far as its limit, and refused there."""
    sent, read = await _asked(app, [b"x" * 400] * 5_000_000)
    assert sent[0]["status"] == 413
    assert json.loads(sent[1]["body"])["code"] == "too_large"
    assert read == 3


async def test_a_body_of_its_limit_is_taken(app: FastAPI) -> None:
    """Up to the limit a body is read."""
    body = b'{"a": "' + b"x" * 991 + b'"}'
    sent, _ = await _asked(app, [body])
    assert (len(body), sent[0]["status"]) == (1000, 200)


async def test_pages_from_elsewhere_need_leave(web: httpx2.AsyncClient) -> None:
    """Only a page that is set may call the API from a browser."""
    preflight = {"Access-Control-Request-Method": "GET"}
    let = await web.options(BASE, headers={"Origin": "https://web.example", **preflight})
    not_let = await web.options(BASE, headers={"Origin": "https://evil.example", **preflight})
    assert let.headers["access-control-allow-origin"] == "https://web.example"
    assert "access-control-allow-origin" not in not_let.headers


async def _asked(
    app: FastAPI, pieces: list[bytes], length: int | None = None
) -> tuple[list[Any], int]:
    """A POST in pieces: what was answered, and how many pieces were read."""
    headers = [(b"content-type", b"application/json")]
    headers += [] if length is None else [(b"content-length", str(length).encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/takes",
        "raw_path": b"/takes",
        "query_string": b"",
        "headers": headers,
        "client": ("192.0.2.1", 1),
        "server": ("pam.test", 80),
    }
    sent: list[Any] = []
    read = 0

    async def receive() -> Any:
        nonlocal read
        read += 1
        return {
            "type": "http.request", "body": pieces[read - 1], "more_body": read < len(pieces),
        }  # fmt: skip

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent, read
