"""Sync over REST: the same commands, receipts and events as on the socket."""

from tests.support.server_world import ANN, BEN, DEVICE

BASE = "/api/v1/pam"


def ids(number: int) -> str:
    return f"0197a3e0-0000-7000-8000-{number:012x}"


def spent(cseq: int, *, id: int = 0, thing: int = 0, base_rev: int = 0, cents: int = 4500) -> dict:
    return {
        "v": 1,
        "type": "mutation",
        "id": ids(id or 1000 + cseq),
        "cseq": cseq,
        "entity": "expense",
        "thing_id": ids(thing or 2000 + cseq),
        "op": "put",
        "base_rev": base_rev,
        "fields": {"amount": {"minor": cents, "currency": "USD"}, "category": "fuel"},
        "day": "2026-05-01",
        "occurred_at": "2026-05-01T18:30:00Z",
    }


async def send(client, *commands: dict, device: str = DEVICE):
    body = {"device_id": device, "commands": list(commands)}
    return await client.post(f"{BASE}/sync/commands", json=body)


async def test_a_command_is_committed_and_comes_back_as_an_event(ann):
    """What a device did is answered with its receipt and stands in the user's log."""
    answer = await send(ann, spent(1))
    assert answer.status_code == 200
    receipt = {"id": ids(1001), "cseq": 1, "verdict": "committed", "seq": 1, "rev": 1}
    assert answer.json() == {"receipts": [receipt], "head_seq": 1, "last_cseq": 1}

    page = (await ann.get(f"{BASE}/sync", params={"since": 0})).json()
    assert page["head_seq"] == 1
    [event] = page["events"]
    assert (event["type"], event["seq"]) == ("wins_update", 1)
    assert event["things"][0]["fields"]["category"] == "fuel"


async def test_sending_a_batch_again_is_harmless(ann):
    """A batch whose answer was lost is answered as duplicates, and nothing is done twice."""
    await send(ann, spent(1), spent(2))
    again = (await send(ann, spent(1), spent(2))).json()
    assert [one["verdict"] for one in again["receipts"]] == ["duplicate", "duplicate"]
    assert (again["head_seq"], again["last_cseq"]) == (2, 2)


async def test_a_gap_is_told_with_the_number_that_is_due(ann):
    """Commands beyond a gap are not taken; the answer says where to go on."""
    answer = (await send(ann, spent(1), spent(3))).json()
    assert [one["cseq"] for one in answer["receipts"]] == [1]
    assert (answer["code"], answer["expected"], answer["last_cseq"]) == ("gap", 2, 1)


async def test_an_edit_on_an_old_base_is_rejected_with_what_stands(ann):
    """A conflict is no fault of the request: its receipt carries the server's thing."""
    await send(ann, spent(1, thing=7, cents=100))
    answer = await send(ann, spent(2, thing=7, cents=200))
    [receipt] = answer.json()["receipts"]
    assert (answer.status_code, receipt["verdict"], receipt["error"]) == (
        200,
        "rejected",
        "conflict",
    )
    assert receipt["thing"]["fields"]["amount"]["minor"] == 100


async def test_a_frame_that_is_none_refuses_all_and_names_its_place(ann):
    """Nothing of a batch with an unreadable frame is committed."""
    broken = spent(2) | {"op": "explode"}
    answer = await send(ann, spent(1), broken)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "malformed")
    assert "commands.1" in problem["detail"]
    assert (await ann.get(f"{BASE}/sync")).json()["head_seq"] == 0


async def test_a_frame_of_the_server_is_no_command(ann):
    """Only what a device may do is taken: no hello, no ping, no event."""
    answer = await send(ann, {"v": 1, "type": "ping"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_type")


async def test_more_than_a_batch_is_refused(ann):
    """A batch holds a hundred commands."""
    answer = await send(ann, *[spent(number) for number in range(1, 102)])
    assert answer.status_code == 422


async def test_another_epoch_needs_a_snapshot(ann):
    """A cursor of another log is answered with 409, never with events that do not follow on it."""
    await send(ann, spent(1))
    answer = await ann.get(f"{BASE}/sync", params={"since": 1, "epoch": "of-another-database"})
    assert (answer.status_code, answer.json()["code"]) == (409, "snapshot_required")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_cursor_beyond_the_log_needs_a_snapshot(ann):
    """A device that saw more than the log has was synced with a server that was restored."""
    epoch = (await ann.get(f"{BASE}/sync")).json()["epoch"]
    answer = await ann.get(f"{BASE}/sync", params={"since": 10, "epoch": epoch})
    assert answer.status_code == 409


async def test_a_snapshot_comes_page_by_page_and_whole(ann):
    """Every thing is on exactly one page, and all pages name the same place to go on from."""
    await send(ann, *[spent(number) for number in range(1, 6)])
    first = (await ann.get(f"{BASE}/sync/snapshot", params={"limit": 3})).json()
    params = {"limit": 3, "after": first["next"]}
    second = (await ann.get(f"{BASE}/sync/snapshot", params=params)).json()
    found = [thing["id"] for page in (first, second) for thing in page["things"]]
    assert sorted(found) == [ids(2000 + number) for number in range(1, 6)]
    assert (first["as_of"], second["as_of"], second["next"]) == (5, 5, "")


async def test_a_page_that_no_snapshot_named_is_refused(ann):
    """A made-up cursor is the client's mistake."""
    answer = await ann.get(f"{BASE}/sync/snapshot", params={"after": "nonsense"})
    assert answer.status_code in (400, 422)


async def test_events_come_in_pages(ann):
    """`limit` bounds a page; the next one goes on from the last seq."""
    await send(ann, *[spent(number) for number in range(1, 6)])
    first = (await ann.get(f"{BASE}/sync", params={"limit": 2})).json()
    params = {"since": 2, "limit": 500, "epoch": first["epoch"]}
    rest = (await ann.get(f"{BASE}/sync", params=params)).json()
    seqs = [event["seq"] for page in (first, rest) for event in page["events"]]
    assert seqs == [1, 2, 3, 4, 5]


async def test_another_users_log_is_another_log(world, ann):
    """The same device id and the same ids of another user meet nothing of the first one's."""
    await send(ann, spent(1, thing=7, cents=100))
    async with world.client(BEN) as ben:
        answer = (await send(ben, spent(1, thing=7, cents=999))).json()
        assert answer["receipts"][0]["verdict"] == "committed"
        page = (await ben.get(f"{BASE}/sync")).json()
    assert [e["things"][0]["fields"]["amount"]["minor"] for e in page["events"]] == [999]
    mine = await world.services.log.thing(ANN, "expense", ids(7))
    assert mine.fields["amount"]["minor"] == 100
