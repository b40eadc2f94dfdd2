"""The log and the metrics of a real server on which everybody says their secrets everywhere."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bench.server_commands import expense
from pam_core.vocabulary.identity import new_id
from tests.server.mind.minds import with_an_empty_map
from tests.server.socket.conftest import Served
from tests.support.chaos_parts import ServerPart, free_port

WORD = "Kumquat"
ADDRESS = "kumquat.eater@road.test"
PASSWORD = "a Kumquat for the road"


class Talkative(ServerPart):
    """A server that logs all it may."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.metrics_port = free_port()

    @property
    def environment(self) -> dict[str, str]:
        """Its settings."""
        own = {"PAM_SERVER_LOG_LEVEL": "debug", "PAM_SERVER_METRICS_PORT": str(self.metrics_port)}
        return super().environment | own


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Talkative]:
    """Started."""
    with_an_empty_map(tmp_path / "cache")
    part = Talkative(tmp_path)
    await part.start()
    yield part
    await part.end()


async def test_what_users_say_is_in_no_log_and_no_metric(server: Talkative) -> None:
    """No word, address, token, id or password: not on debug, not where something is refused."""
    base = f"http://127.0.0.1:{server.port}/api/v1/pam"
    async with httpx2.AsyncClient(base_url=base, timeout=30) as client:
        account = {"email": ADDRESS, "password": PASSWORD, "device_name": WORD}
        told = (await client.post("/account/register", json=account)).json()
        bearer = {"Authorization": f"Bearer {told['access_token']}"}
        chat = {"Idempotency-Key": new_id(datetime.now(UTC))}
        answers = [
            await client.post("/account/register", json=account),
            await client.post("/account/sign-in", json={**account, "password": f"not {PASSWORD}"}),
            await client.post("/account/sign-in", json={**account, "email": [ADDRESS]}),
            await client.post("/account/refresh", json={"refresh_token": WORD}),
            await client.post("/chat", json={"message": f"note {WORD}"}, headers=bearer | chat),
            await client.post("/chat", json={"message": WORD * 999}, headers=bearer | chat),
            await client.post("/chat", content=f'{{"{WORD}'.encode(), headers=bearer | chat),
            await client.post("/error-report", json={"code": WORD}, headers=bearer),
            await client.post("/voice/stt", content=b"RIFF" + WORD.encode(), headers=bearer),
            await client.get(f"/conversations/{WORD}", headers=bearer),
            await client.get(f"/{WORD}", params={"token": told["access_token"]}),
            await client.get("/account", headers={"Authorization": f"Bearer {WORD}"}),
        ]
        await _spoken(server.port, told)
        metrics = await client.get(f"http://127.0.0.1:{server.metrics_port}/metrics")
    assert [one.status_code for one in answers] == [
        409, 401, 422, 401, 200, 422, 422, 422, 503, 404, 404, 401,
    ]  # fmt: skip
    await server.end()
    assert server.crashes == []
    text = server.log.read_text() + metrics.text
    assert "pam_requests_total" in text
    access, refresh = told["access_token"], told["refresh_token"]
    secrets = [WORD, ADDRESS, PASSWORD, told["user_id"], access, access.split(".")[2], refresh]
    assert [one for one in secrets if one.lower() in text.lower()] == []
    assert "Traceback" not in text


async def _spoken(port: int, tokens: dict[str, Any]) -> None:
    """The same on the socket: what is taken, what is none, and what is too much."""
    served = Served(None, None, port)  # type: ignore[arg-type]
    ann: Any = SimpleNamespace(**tokens)
    async with served.device(ann) as one:
        await one.hello()
        sent = expense(1) | {"fields": {**expense(1)["fields"], "note": WORD}}
        await one.say(**sent)
        await one.hears("ack", id=sent["id"])
        await one.say(type="auth", token=WORD)
        await one.say(type=WORD)
        await one.line.send(f'{{"{WORD}')
        await one.say(type="mutation", id=WORD, fields={WORD: WORD})
        for _ in range(2):
            await one.hears("error")
        with pytest.raises(ConnectionClosed):
            await one.line.send(WORD * 10_000)
            await one.line.wait_closed()
            await one.line.send("")
    for wrong in (
        SimpleNamespace(user_id=ann.user_id, access_token=f"{WORD}.{WORD}.{WORD}"),
        SimpleNamespace(user_id=WORD, access_token=ann.access_token),
    ):
        with pytest.raises(InvalidStatus):
            async with served.device(wrong):  # type: ignore[arg-type]
                pass
