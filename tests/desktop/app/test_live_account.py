"""The running PAM with an account, over real sockets and a real database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.storage.atlas import SqliteAtlas
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.events import Event
from pam_core.vocabulary.sync_news import LineChanged, LineState
from pam_desktop.app import senses, token_keeper
from pam_desktop.app.live import Live
from pam_desktop.app.window_account import LiveAccount
from pam_desktop.window.account.account_services import SignInWish
from tests.desktop.app.test_live import FakeSenses
from tests.support.child import PATIENCE_SECONDS
from tests.support.fake_safe import FakeSafe
from tests.support.sync_rest import EMAIL, PASSWORD
from tests.support.sync_server import SyncServer


class Watched:
    """A PAM whose events can be waited for."""

    def __init__(self, folder: Path) -> None:
        names = ("config", "data", "cache", "log", "files")
        places = Places(**{f"{name}_folder": folder / name for name in names})
        store: Any = None
        self.heard: list[Event] = []
        self._news = asyncio.Event()
        self.live = Live(places, Settings(), folder / "s.toml", store, self._emit)
        self.account = LiveAccount(self.live)

    def _emit(self, event: Event) -> None:
        self.heard.append(event)
        self._news.set()

    async def until(self, look: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not look():
                self._news.clear()
                await self._news.wait()

    def state(self) -> LineState | None:
        states = [event.state for event in self.heard if isinstance(event, LineChanged)]
        return states[-1] if states else None


@pytest.fixture(autouse=True)
def safe(monkeypatch: pytest.MonkeyPatch) -> FakeSafe:
    async def prepare(atlas: SqliteAtlas) -> bool:
        return True

    safe = FakeSafe()
    monkeypatch.setattr(SqliteAtlas, "prepare", prepare)
    monkeypatch.setattr(senses, "Senses", FakeSenses)
    monkeypatch.setattr(token_keeper, "open_safe", safe.open)
    return safe


@pytest.fixture
async def pam(tmp_path: Path) -> AsyncIterator[Watched]:
    watched = Watched(tmp_path)
    await watched.live.start()
    yield watched
    await watched.live.stop()


@pytest.fixture
async def server() -> AsyncIterator[SyncServer]:
    server = SyncServer()
    await server.open()
    yield server
    await server.shut()


def wish(server: SyncServer) -> SignInWish:
    return SignInWish(server=server.address, email=EMAIL, password=PASSWORD)


async def test_signed_in_from_the_window(pam: Watched, server: SyncServer) -> None:
    """After signing in the line is up, what is said goes up at once, and signing out ends it."""
    await pam.until(lambda: pam.state() is LineState.SIGNED_OUT)
    assert (await pam.account.sign_in(wish(server))).code == ""
    await pam.until(lambda: pam.state() is LineState.ONLINE)
    await pam.live.ask("I spent 45 dollars on fuel")
    await server.until(
        lambda: [it for it in server.world.things if it[0] == "expense"], "the expense"
    )
    sheet = await pam.account.sheet()
    assert (sheet.email, sheet.is_signed_in) == (EMAIL, True)
    assert (await pam.account.sign_out()).code == ""
    await pam.until(lambda: pam.state() is LineState.SIGNED_OUT)
    assert not (await pam.account.sheet()).is_signed_in


async def test_wrong_password(pam: Watched, server: SyncServer) -> None:
    """What was mistyped is an outcome for the dialog; nobody is signed in."""
    outcome = await pam.account.sign_in(replace(wish(server), password="wrong"))
    assert outcome.code == "sync.wrong_password"
    assert (await pam.account.sheet()).email == ""


async def test_no_keyring(pam: Watched, server: SyncServer, safe: FakeSafe) -> None:
    """Without a keyring the window asks for a passphrase, and goes on with it."""
    safe.trouble = PamError("keys.no_keyring", "None.", fault=Fault.ENVIRONMENT)
    outcome = await pam.account.sign_in(wish(server))
    assert outcome.wants_passphrase
    outcome = await pam.account.sign_in(replace(wish(server), passphrase="the long way to Moab"))
    assert outcome.code == ""
    await pam.until(lambda: pam.state() is LineState.ONLINE)


async def test_erased_here(pam: Watched, server: SyncServer, safe: FakeSafe) -> None:
    """Once everything was erased here the line ends and the sign-in is gone with it."""
    await pam.account.sign_in(wish(server))
    await pam.until(lambda: pam.state() is LineState.ONLINE)
    await pam.live.ask("I spent 45 dollars on fuel")
    await pam.live.ask("delete everything you have about me")
    await pam.live.ask("yes")
    await pam.until(lambda: pam.state() is LineState.SIGNED_OUT)
    await pam.until(lambda: not safe.kept)
    assert (await pam.account.sheet()).email == ""


async def test_the_demo_never_syncs(pam: Watched, server: SyncServer) -> None:
    """In the demo there is no account, and no line to any server."""
    await pam.account.sign_in(wish(server))
    await pam.until(lambda: pam.state() is LineState.ONLINE)
    await pam.live.change_data(demo=True)
    assert (await pam.account.sheet()).is_demo
    assert (await pam.account.sign_in(wish(server))).code == "account.demo"
    before = len(server.commands)
    await pam.live.ask("I spent 45 dollars on fuel")
    await pam.live.change_data(demo=False)
    pam.heard.clear()
    await pam.until(lambda: pam.state() is LineState.ONLINE)
    assert len(server.commands) == before
