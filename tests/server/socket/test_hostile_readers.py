"""Clients that do not read what they are sent."""

import asyncio
import json
import socket
from datetime import UTC, datetime

from websockets.asyncio.client import connect

from bench.server_commands import expense
from pam_core.protocol import codec
from pam_core.vocabulary.identity import new_id
from tests.server.socket.conftest import Device, Served

COMMANDS = 400
LONG = "x" * 30_000
MOST_CHARACTERS = 2_000_000
"""One batch of the longest commands, and what else may wait beside it."""


async def test_who_does_not_read_is_told_to_ask(pam: Served) -> None:
    """Long events for a client that does not read are not kept for it: a head_seq is, no more."""
    ann = await pam.user()
    line = socket.create_connection(("127.0.0.1", pam.port))
    # Else the kernel itself would take megabytes.
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    async with connect(
        pam.address(ann.user_id),
        sock=line,
        additional_headers={"Authorization": f"Bearer {ann.access_token}"},
        compression=None,
        max_queue=1,
        proxy=None,
    ) as unread:
        one = Device(line=unread, device_id=new_id(datetime.now(UTC)))
        await one.hello()
        (connection,) = pam.server.sockets._open
        device = new_id(datetime.now(UTC))
        for first in range(0, COMMANDS, 50):
            commands = [_long(first + at + 1) for at in range(50)]
            await pam.server.services.log.commit(ann.user_id, device, commands)
            waiting = sum(len(text) for text in connection._outgoing if isinstance(text, str))
            assert waiting < MOST_CHARACTERS
        heard, head = 0, 0
        async with asyncio.timeout(20):
            while head < COMMANDS:
                frame = json.loads(await unread.recv())
                heard += frame["type"] == "wins_update"
                head = max(head, frame.get("head_seq") or 0, frame.get("seq") or 0)
        assert 0 < heard < COMMANDS
        # Since it was told of all, what is new is pushed again.
        await pam.server.services.log.commit(ann.user_id, device, [_long(COMMANDS + 1)])
        assert (await one.hears("wins_update"))["seq"] == COMMANDS + 1


def _long(cseq: int):  # type: ignore[no-untyped-def]
    command = expense(cseq)
    return codec.client_frame(command | {"fields": command["fields"] | {"note": LONG}})
