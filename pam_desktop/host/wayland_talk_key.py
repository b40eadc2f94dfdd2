"""The talk key on Wayland: the desktop portal hears it and tells PAM, with the user's consent."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.host.talk_key import (
    TOGGLE_INSTEAD,
    Combination,
    OnKey,
    OnLost,
    read_combination,
)

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

log = logging.getLogger(__name__)

PORTAL = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
REQUEST = "org.freedesktop.portal.Request"
SESSION = "org.freedesktop.portal.Session"
SHORTCUT = "talk"

CALL_SECONDS = 10.0
CONSENT_SECONDS = 120.0
"""The desktop asks the user for the key: it takes as long as that."""


class WaylandTalkKey:
    """A session of the GlobalShortcuts portal. The desktop may have chosen another key: `label`."""

    def __init__(
        self, combination: Combination, on_press: OnKey, on_release: OnKey, on_lost: OnLost
    ) -> None:
        self._combination = combination
        self._on_press, self._on_release, self._on_lost = on_press, on_release, on_lost
        self._bus: MessageBus | None = None
        self._session = ""
        self._answers: dict[str, asyncio.Future[list[Any]]] = {}
        self._is_down = False
        self._label = combination.label
        self._watch: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls, key: str, on_press: OnKey, on_release: OnKey, on_lost: OnLost
    ) -> "WaylandTalkKey":
        """Ask the portal for the key.

        Raises PamError (`talk_key.unknown`, `talk_key.no_portal`, `talk_key.refused`).
        """
        opened = cls(read_combination(key), on_press, on_release, on_lost)
        try:
            await opened._begin()
        except BaseException:
            await opened.close()
            raise
        return opened

    @property
    def label(self) -> str:
        """The key as the desktop describes it."""
        return self._label

    async def close(self) -> None:
        """End the session; the desktop gives the key back."""
        bus, self._bus = self._bus, None
        if self._watch is not None:
            self._watch.cancel()
        if bus is not None:
            # The portal ends the sessions of a client that leaves the bus.
            bus.disconnect()
        self._show(is_down=False)

    async def _begin(self) -> None:
        await self._connect()
        token = f"pam{uuid4().hex}"
        made = await self._request(
            "CreateSession", "a{sv}", [], {"session_handle_token": token}, CALL_SECONDS
        )
        self._session = str(_plain(made.get("session_handle", "")))
        offered = [SHORTCUT, self._described()]
        bound = await self._request(
            "BindShortcuts",
            "oa(sa{sv})sa{sv}",
            [self._session, [offered], ""],
            {},
            CONSENT_SECONDS,
        )
        for name, details in _plain(bound.get("shortcuts", [])):
            if name == SHORTCUT:
                self._label = str(_plain(details.get("trigger_description", ""))) or self._label
        assert self._bus is not None
        self._watch = asyncio.create_task(self._watch_bus(self._bus), name="pam-talk-key-bus")

    async def _connect(self) -> None:
        from dbus_fast import BusType
        from dbus_fast.aio import MessageBus
        from dbus_fast.errors import DBusFastError

        try:
            self._bus = await MessageBus(bus_type=BusType.SESSION).connect()
        except (DBusFastError, OSError, EOFError) as error:
            raise _no_portal("there is no session bus") from error
        self._bus.add_message_handler(self._hear)
        for interface in (REQUEST, SHORTCUTS, SESSION):
            await self._call(
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus",
                "AddMatch",
                "s",
                [f"type='signal',interface='{interface}'"],
            )

    async def _request(
        self, member: str, signature: str, body: list[Any], options: dict[str, str], seconds: float
    ) -> dict[str, Any]:
        """A portal call, whose answer comes as a signal; raises PamError where it is no."""
        from dbus_fast import Variant

        token = f"pam{uuid4().hex}"
        answer = asyncio.get_running_loop().create_future()
        # Waited for before it is asked: the answer may come before the call returns.
        self._answers[token] = answer
        given = {name: Variant("s", value) for name, value in options.items()}
        given["handle_token"] = Variant("s", token)
        try:
            await self._call(PORTAL, PATH, SHORTCUTS, member, signature, [*body, given])
            code, results = await asyncio.wait_for(answer, seconds)
        except TimeoutError as error:
            raise _no_portal("the desktop did not answer") from error
        finally:
            del self._answers[token]
        if code != 0:
            raise PamError(
                "talk_key.refused",
                "The desktop did not give PAM a talk key.",
                mend=f"Start PAM again and allow it. Or: {TOGGLE_INSTEAD}",
                fault=Fault.USER,
            )
        return dict(results)

    async def _call(
        self,
        destination: str,
        path: str,
        interface: str,
        member: str,
        signature: str,
        body: list[Any],
    ) -> None:
        from dbus_fast import Message, MessageType

        assert self._bus is not None
        message = Message(
            destination=destination,
            path=path,
            interface=interface,
            member=member,
            signature=signature,
            body=body,
        )
        async with asyncio.timeout(CALL_SECONDS):
            reply = await self._bus.call(message)
        if reply.message_type is MessageType.ERROR:
            raise _no_portal(str(reply.error_name))

    def _hear(self, message: "Message") -> None:
        if message.member == "Response" and message.interface == REQUEST:
            answer = self._answers.get(str(message.path).rsplit("/", 1)[-1])
            if answer is not None and not answer.done():
                answer.set_result(message.body)
        elif message.member in ("Activated", "Deactivated") and message.interface == SHORTCUTS:
            if message.body[:2] == [self._session, SHORTCUT]:
                self._show(is_down=message.member == "Activated")
        elif message.member == "Closed" and message.path == self._session:
            self._lose("The desktop took the talk key back.")

    async def _watch_bus(self, bus: "MessageBus") -> None:
        try:
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it has no types
        except (OSError, EOFError) as error:
            log.warning("the session bus is gone: %s", error)
        if self._bus is not None:
            self._lose("The talk key is gone with the desktop's session bus.")

    def _lose(self, sentence: str) -> None:
        self._show(is_down=False)
        self._on_lost(
            PamError(
                "talk_key.lost",
                sentence,
                mend=f"Start PAM again. Or: {TOGGLE_INSTEAD}",
                fault=Fault.ENVIRONMENT,
            )
        )

    def _show(self, *, is_down: bool) -> None:
        if is_down != self._is_down:
            self._is_down = is_down
            (self._on_press if is_down else self._on_release)()

    def _described(self) -> dict[str, Any]:
        from dbus_fast import Variant

        # The portal's own spelling: https://specifications.freedesktop.org/shortcuts-spec/
        names = {"ctrl": "CTRL", "alt": "ALT", "shift": "SHIFT", "super": "LOGO"}
        key = self._combination.key
        key = key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key
        trigger = "+".join([*(names[it] for it in self._combination.modifiers), key])
        return {
            "description": Variant("s", "Talk to PAM"),
            "preferred_trigger": Variant("s", trigger),
        }


def _plain(value: Any) -> Any:
    """What is inside a D-Bus variant."""
    from dbus_fast import Variant

    return value.value if isinstance(value, Variant) else value


def _no_portal(reason: str) -> PamError:
    return PamError(
        "talk_key.no_portal",
        f"This desktop offers no talk key to programs ({reason}).",
        mend=TOGGLE_INSTEAD,
        fault=Fault.ENVIRONMENT,
    )
