"""The WebSocket of a running server."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from pam_core.protocol.limits import Close
from pam_core.vocabulary.identity import new_id
from pam_server.settings import ServerSettings
from tests.server.socket.conftest import Device, Served, served


async def refusal(pam: Served, user_id: str, **headers: str) -> int:
    """The status of a handshake that is refused."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(pam.address(user_id), additional_headers=headers, proxy=None):
            pass
    assert refused.value.response.headers["content-type"] == "application/problem+json"
    return refused.value.response.status_code


async def test_nobody_comes_in_without_a_token(pam: Served) -> None:
    """Without a token, or with one that is none, the handshake is refused."""
    ann = await pam.user()
    assert await refusal(pam, ann.user_id) == 401
    assert await refusal(pam, ann.user_id, Authorization="Bearer e30.e30.e30") == 401
    assert await refusal(pam, f"{ann.user_id}?token={ann.access_token}") == 401


async def test_nobody_comes_in_at_another_users_door(pam: Served) -> None:
    """A socket is its user's alone."""
    ann, bob = await pam.user(), await pam.user()
    bearer = f"Bearer {ann.access_token}"
    assert await refusal(pam, bob.user_id, Authorization=bearer) == 403
    assert await refusal(pam, "nobody", Authorization=bearer) == 403
    assert await refusal(pam, "x/../y", Authorization=bearer) == 404


async def test_a_ticket_opens_one_socket(pam: Served) -> None:
    """A client that cannot send headers comes with a ticket, once, and never in the address."""
    ann = await pam.user()
    caller = await pam.server.identity.authenticate(f"Bearer {ann.access_token}")
    ticket = await pam.server.identity.tickets.make(caller)
    offered = ["pam.v1", f"pam.ticket.{ticket}"]
    async with connect(
        pam.address(ann.user_id),
        subprotocols=offered,  # type: ignore[arg-type]
        proxy=None,
    ) as line:
        assert line.subprotocol == "pam.v1"
        device = Device(line=line, device_id=new_id(datetime.now(UTC)))
        assert (await device.hello())["head_seq"] == 0
    assert await refusal(pam, ann.user_id, **{"Sec-WebSocket-Protocol": offered[1]}) == 401


async def test_what_one_device_sends_the_other_sees(pam: Served) -> None:
    """A command is acknowledged and reaches the user's other device, and nobody else's."""
    ann, bob = await pam.user(), await pam.user()
    async with pam.device(ann) as one, pam.device(ann) as two, pam.device(bob) as other:
        for device in (one, two, other):
            await device.hello()
        sent = await one.spend()
        ack = await one.hears("ack", id=sent["id"])
        assert (ack["verdict"], ack["seq"], ack["rev"]) == ("committed", 1, 1)
        update = await two.hears("wins_update", seq=1)
        assert update["things"][0]["id"] == sent["thing_id"]
        await other.say(type="ping")
        assert (await other.hears("pong"))["head_seq"] == 0
        assert other.heard == []


async def test_a_device_has_its_receipt_before_the_event(pam: Served) -> None:
    """The acknowledgement comes first, so that an edit that follows names the right revision."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        sent = await one.spend()
        await one.hears("wins_update")
        assert [frame["id"] for frame in one.heard] == [sent["id"]]


async def test_a_command_out_of_order_is_told_what_is_due(pam: Served) -> None:
    """A gap and a number from before are refused, and the socket lives on."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        one.cseq = 6
        gap = await one.spend()
        error = await one.hears("error", in_reply_to=gap["id"])
        assert (error["code"], error["expected"], error["retryable"]) == ("gap", 1, True)
        one.cseq = 0
        await one.hears("ack", id=(await one.spend())["id"])
        one.cseq = 0
        behind = await one.spend()
        error = await one.hears("error", in_reply_to=behind["id"])
        assert (error["code"], error["expected"]) == ("cseq_behind", 2)


async def test_the_same_device_elsewhere_takes_the_seat(pam: Served) -> None:
    """Whoever spoke for a device before is closed, and says why."""
    ann = await pam.user()
    async with pam.device(ann) as one, pam.device(ann, one.device_id) as again:
        await one.hello()
        await again.hello()
        assert await one.closed() == Close.ELSEWHERE
        await again.say(type="ping")
        await again.hears("pong")


async def test_signing_out_closes_the_sessions_sockets(pam: Served) -> None:
    """A session that ended has no socket, another of the same user keeps its own."""
    ann = await pam.user()
    again = await pam.server.identity.sign_in("u1@example.com", "long enough 1")
    async with pam.device(ann) as one, pam.device(again) as two:
        await one.hello()
        await two.hello()
        await pam.server.identity.sign_out(ann.refresh_token)
        assert (await one.hears("auth_required"))["reason"] == "revoked"
        assert await one.closed() == Close.UNAUTHENTICATED
        await two.say(type="ping")
        await two.hears("pong")


async def test_another_users_token_does_not_renew_a_socket(pam: Served) -> None:
    """A newer token must be the same user's; the one before goes on."""
    ann, bob = await pam.user(), await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        await one.say(type="auth", token=bob.access_token)
        assert (await one.hears("auth_required"))["reason"] == "revoked"
        await one.say(type="auth", token=ann.access_token)
        await one.hears("ack", id=(await one.spend())["id"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", "not_json"),
        ("[" * 60_000, "not_json"),
        ('{"v":1,"type":"warp"}', "unknown_type"),
        ('{"v":1,"type":"mutation","id":7}', "malformed"),
        ('{"v":2,"type":"ping"}', "version"),
    ],
)
async def test_bad_frames_are_refused_and_the_socket_lives(
    pam: Served, text: str, code: str
) -> None:
    """Whatever is sent, the answer is an error and the next frame is taken."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        await one.line.send(text)
        assert (await one.hears("error"))["code"] == code
        await one.hears("ack", id=(await one.spend())["id"])


async def test_a_frame_that_is_too_long_ends_the_socket(pam: Served) -> None:
    """More than 64 KiB are not read: 1009."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        await one.line.send("x" * 70_000)
        assert await one.closed() == Close.TOO_BIG


async def test_a_client_of_the_future_is_told_to_wait_for_the_server(pam: Served) -> None:
    """Another version of the protocol is answered with 4426."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.say(type="connection", state="hello", device_id=one.device_id, version=2)
        assert (await one.hears("error"))["code"] == "version"
        assert await one.closed() == Close.UPDATE


async def test_a_device_that_was_away_asks_for_what_it_missed(pam: Served) -> None:
    """What was committed before the hello is not pushed: head_seq tells, and REST has it."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        await one.hears("ack", id=(await one.spend())["id"])
    async with pam.device(ann) as late:
        ready = await late.hello(since=0, epoch="")
        assert (ready["head_seq"], ready["resume"]) == (1, "ok")
    async with pam.device(ann) as ahead:
        assert (await ahead.hello(since=9, epoch=ready["epoch"]))["resume"] == "reset"
    async with pam.device(ann) as other:
        assert (await other.hello(since=1, epoch="another"))["resume"] == "reset"


async def test_beyond_the_rate_the_rest_waits_in_order(tmp_path: Path) -> None:
    """Commands beyond the rate are told when to come again; those before it are taken."""
    settings = ServerSettings(
        data_folder=tmp_path / "data", metrics_port=0, speech=False, socket_per_minute=3
    )
    async with served(settings) as pam:
        ann = await pam.user()
        async with pam.device(ann) as one:
            await one.hello()
            sent = [await one.spend() for _ in range(5)]
            for command in sent[:3]:
                assert (await one.hears("ack", id=command["id"]))["verdict"] == "committed"
            error = await one.hears("error", in_reply_to=sent[3]["id"])
            assert error["code"] == "rate_limited"
            assert 0 < error["retry_after_ms"] <= 60_000
            again = await one.hears("error", in_reply_to=sent[4]["id"])
            assert again["code"] in ("rate_limited", "gap")


async def test_a_chat_is_answered_piece_by_piece_and_whole(pam: Served) -> None:
    """The server's mind does what is asked: the expense, the answer and the turn are in the log."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        one.cseq += 1
        now = datetime.now(UTC)
        chat = new_id(now)
        await one.say(
            type="chat",
            id=chat,
            cseq=one.cseq,
            conversation_id=new_id(now),
            message="I spent 45 dollars on fuel",
            occurred_at=now.isoformat(),
        )
        await one.hears("ack", id=chat)
        answer = await one.hears("chat_response", in_reply_to=chat)
        assert answer["message"] == "Logged 45 dollars for fuel."
        update = await one.hears("wins_update")
        entities = {thing["entity"] for thing in update["things"]}
        assert {"expense", "turn", "conversation"} <= entities


async def test_a_stopping_server_sends_its_desktops_away_for_now(pam: Served) -> None:
    """The server's own end is 1012: come back. What was acknowledged is on the disk."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        await one.hears("ack", id=(await one.spend())["id"])
        pam.uvicorn.should_exit = True
        assert await one.closed() == Close.RESTART


async def test_a_socket_that_says_nothing_is_closed(
    pam: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a hello a socket is closed by the watch that all sockets share."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.line.ping()
        (connection,) = pam.server.sockets._open
        loop = asyncio.get_running_loop()
        later = loop.time() + timedelta(seconds=11).total_seconds()
        monkeypatch.setattr(connection, "_loop", _Later(loop, later))
        connection.tick()
        assert await one.closed() == Close.HEARTBEAT


class _Later:
    """The loop, with another time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, now: float) -> None:
        self._loop = loop
        self._now = now

    def time(self) -> float:
        return self._now

    def create_task(self, *args: object, **more: object) -> object:
        return self._loop.create_task(*args, **more)  # type: ignore[arg-type]
