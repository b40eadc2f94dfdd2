"""The talk key through a desktop portal, played by a fake on a private bus."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

from pam_core.vocabulary.errors import PamError
from pam_desktop.host.choose import open_talk_key
from pam_desktop.host.wayland_talk_key import PATH, PORTAL, SHORTCUTS, WaylandTalkKey
from tests.support.virtual_bus import VirtualBus

PATIENCE = 15

Path = Annotated[str, DBusSignature("o")]
Options = Annotated[dict[str, Variant], DBusSignature("a{sv}")]
Shortcuts = Annotated[list[Any], DBusSignature("a(sa{sv})")]
Fired = Annotated[list[Any], DBusSignature("osta{sv}")]
Text = Annotated[str, DBusSignature("s")]


class FakePortal(ServiceInterface):
    """GlobalShortcuts as the portal's documents describe it; `verdict` answers the user's part."""

    def __init__(self, bus: MessageBus, verdict: int = 0) -> None:
        super().__init__(SHORTCUTS)
        self._bus = bus
        self._verdict = verdict
        self.session = ""
        self.offered: list[Any] = []

    def _respond(self, options: dict[str, Variant], code: int, results: dict[str, Any]) -> str:
        path = f"{PATH}/request/1_1/{options['handle_token'].value}"
        answer = Message(
            message_type=MessageType.SIGNAL,
            path=path,
            interface="org.freedesktop.portal.Request",
            member="Response",
            signature="ua{sv}",
            body=[code, results],
        )
        asyncio.get_running_loop().call_soon(self._bus.send, answer)
        return path

    @dbus_method()
    def CreateSession(self, options: Options) -> Path:
        self.session = f"{PATH}/session/1_1/{options['session_handle_token'].value}"
        return self._respond(options, 0, {"session_handle": Variant("s", self.session)})

    @dbus_method()
    def BindShortcuts(
        self, session: Path, shortcuts: Shortcuts, parent: Text, options: Options
    ) -> Path:
        self.offered = shortcuts
        chosen = [[it[0], {"trigger_description": Variant("s", "Meta+F9")}] for it in shortcuts]
        return self._respond(options, self._verdict, {"shortcuts": Variant("a(sa{sv})", chosen)})

    @dbus_signal()
    def Activated(self, session: str, name: str) -> Fired:
        return [session, name, 1, {}]

    @dbus_signal()
    def Deactivated(self, session: str, name: str) -> Fired:
        return [session, name, 2, {}]

    def take_back(self) -> None:
        self._bus.send(
            Message(
                message_type=MessageType.SIGNAL,
                path=self.session,
                interface="org.freedesktop.portal.Session",
                member="Closed",
                signature="a{sv}",
                body=[{}],
            )
        )


@pytest.fixture
async def portal(
    virtual_bus: VirtualBus, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[FakePortal]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", virtual_bus.address)
    bus = await MessageBus(bus_address=virtual_bus.address).connect()
    fake = FakePortal(bus, getattr(request, "param", 0))
    bus.export(PATH, fake)
    await bus.request_name(PORTAL)
    yield fake
    bus.disconnect()


class Seen:
    def __init__(self) -> None:
        self.happened: asyncio.Queue[str] = asyncio.Queue()

    def press(self) -> None:
        self.happened.put_nowait("press")

    def release(self) -> None:
        self.happened.put_nowait("release")

    def lose(self, error: PamError) -> None:
        self.happened.put_nowait(error.code)

    async def next(self) -> str:
        return await asyncio.wait_for(self.happened.get(), PATIENCE)


async def bind(seen: Seen, key: str = "ctrl+f9") -> WaylandTalkKey:
    return await WaylandTalkKey.open(key, seen.press, seen.release, seen.lose)


async def test_the_portal_is_the_key(portal: FakePortal) -> None:
    """The shortcut is offered in the portal's spelling, labelled as the desktop says, and heard."""
    seen = Seen()
    key = await bind(seen)
    name, details = portal.offered[0]
    assert details["preferred_trigger"].value == "CTRL+F9"
    assert key.label == "Meta+F9"
    portal.Activated(portal.session, name)
    portal.Deactivated(portal.session, name)
    assert [await seen.next() for _ in range(2)] == ["press", "release"]
    await key.close()


async def test_other_shortcuts_are_not_ours(portal: FakePortal) -> None:
    """Another session's shortcut, and another name in ours, do not talk."""
    seen = Seen()
    key = await bind(seen)
    portal.Activated(f"{PATH}/session/1_2/other", "talk")
    portal.Activated(portal.session, "zoom")
    portal.Activated(portal.session, "talk")
    portal.Deactivated(portal.session, "talk")
    assert [await seen.next() for _ in range(2)] == ["press", "release"]
    assert seen.happened.empty()
    await key.close()


async def test_closing_lets_go(portal: FakePortal) -> None:
    """A key that is held while PAM gives it back is let go."""
    seen = Seen()
    key = await bind(seen)
    portal.Activated(portal.session, "talk")
    assert await seen.next() == "press"
    await key.close()
    assert await seen.next() == "release"
    assert seen.happened.empty()


async def test_a_key_taken_back_is_said(portal: FakePortal) -> None:
    """When the desktop ends the session the loss is told."""
    seen = Seen()
    key = await bind(seen)
    portal.take_back()
    assert await seen.next() == "talk_key.lost"
    await key.close()


async def test_a_lost_bus_is_said(portal: FakePortal, virtual_bus: VirtualBus) -> None:
    """When the session bus goes the loss is told."""
    seen = Seen()
    key = await bind(seen)
    virtual_bus.stop()
    assert await seen.next() == "talk_key.lost"
    await key.close()


@pytest.mark.parametrize("portal", [1], indirect=True)
async def test_a_refusal_is_said(portal: FakePortal) -> None:
    """A user who declines is told what else there is."""
    with pytest.raises(PamError, match="pam toggle") as caught:
        await bind(Seen())
    assert caught.value.code == "talk_key.refused"


async def test_no_portal_is_said(virtual_bus: VirtualBus, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desktop without the portal, or without a bus, leads to `pam toggle`."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", virtual_bus.address)
    seen = Seen()
    wayland = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}
    for _ in range(2):
        with pytest.raises(PamError, match="pam toggle") as caught:
            await open_talk_key(
                "f9", seen.press, seen.release, seen.lose, platform="linux", environment=wayland
            )
        assert caught.value.code == "talk_key.no_portal"
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
