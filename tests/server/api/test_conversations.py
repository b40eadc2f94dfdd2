"""Conversations over REST: begun, listed, read, deleted with all their turns."""

from tests.server.api.test_chat import answered, say
from tests.support.server_world import ANN, BEN

BASE = "/api/v1/pam/conversations"
KEY = "0197a3e0-0000-7000-8000-0000000000e1"


async def begin(client, title="Fuel", key=None):
    headers = {"Idempotency-Key": key} if key else {}
    return await client.post(BASE, json={"title": title}, headers=headers)


def key(number: int) -> str:
    return f"0197a3e0-0000-7000-8000-{number:012x}"


async def test_a_conversation_is_begun_and_listed(ann):
    """What was begun is in the list and can be read."""
    begun = await begin(ann)
    id = begun.json()["id"]
    assert begun.status_code == 201
    listed = (await ann.get(BASE)).json()
    assert [(one["id"], one["title"]) for one in listed["conversations"]] == [(id, "Fuel")]
    read = (await ann.get(f"{BASE}/{id}")).json()
    assert (read["conversation"]["title"], read["turns"]) == ("Fuel", [])


async def test_beginning_twice_with_one_key_begins_one(ann):
    """A retry gets the same conversation; another title under the same key is refused."""
    first = await begin(ann, key=KEY)
    again = await begin(ann, key=KEY)
    other = await begin(ann, "Food", key=KEY)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "id_reused")
    assert len((await ann.get(BASE)).json()["conversations"]) == 1


async def test_a_list_comes_in_pages_the_latest_first(ann):
    """Every conversation is on exactly one page."""
    for number in range(1, 6):
        await begin(ann, key=key(number))
    first = (await ann.get(BASE, params={"limit": 3})).json()
    second = (await ann.get(BASE, params={"limit": 3, "before": first["next"]})).json()
    found = [one["id"] for page in (first, second) for one in page["conversations"]]
    assert found == [key(number) for number in range(5, 0, -1)]
    assert second["next"] == ""


async def test_a_talk_has_its_turns(world, ann):
    """What was said and answered is read in pages, the latest first."""
    for number in (1, 2, 3):
        await answered(world, say(ann, f"Message {number}", key(number), conversation_id=KEY))
    first = (await ann.get(f"{BASE}/{KEY}", params={"limit": 2})).json()
    params = {"limit": 2, "before": first["next"]}
    second = (await ann.get(f"{BASE}/{KEY}", params=params)).json()
    said = [turn["fields"]["said"] for page in (first, second) for turn in page["turns"]]
    assert said == ["Message 3", "Message 2", "Message 1"]


async def test_deleting_leaves_tombstones_of_all_that_was_said(world, ann):
    """Turns and conversation are gone for reading and come to devices as deletions, words gone."""
    for number in (1, 2):
        await answered(world, say(ann, f"Secret {number}", key(number), conversation_id=KEY))
    deleted = await ann.delete(f"{BASE}/{KEY}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert (await ann.get(f"{BASE}/{KEY}")).status_code == 404
    assert (await ann.delete(f"{BASE}/{KEY}")).status_code == 404
    things = (await ann.get("/api/v1/pam/sync/snapshot")).json()["things"]
    assert len(things) == 3
    assert {(thing["deleted"], str(thing["fields"])) for thing in things} == {(True, "{}")}


async def test_more_turns_than_a_page_are_all_deleted(world, ann):
    """However long a conversation was, nothing of it is left over."""
    from pam_core.protocol.frames import Mutation
    from tests.support.server_world import NOW

    await begin(ann, key=KEY)
    turns = [
        Mutation(
            id=key(5000 + number),
            cseq=0,
            entity="turn",
            thing_id=key(9000 + number),
            op="put",
            fields={"conversation_id": KEY},
            occurred_at=NOW,
        )
        for number in range(230)
    ]
    await world.services.log.commit(ANN, "rest", turns)
    await ann.delete(f"{BASE}/{KEY}")
    assert await world.services.log.things(ANN, "turn") == []


async def test_another_users_conversation_is_not_there(world, ann):
    """Another's id reads and deletes as one that never was, and stays what it is."""
    await begin(ann, key=KEY)
    async with world.client(BEN) as ben:
        read = await ben.get(f"{BASE}/{KEY}")
        deleted = await ben.delete(f"{BASE}/{KEY}")
        listed = await ben.get(BASE)
    assert (read.status_code, deleted.status_code) == (404, 404)
    assert listed.json()["conversations"] == []
    assert (await ann.get(f"{BASE}/{KEY}")).status_code == 200


async def test_a_title_that_is_no_text_is_shown_as_none(world, ann):
    """A device may have written anything; the list is readable all the same."""
    from pam_core.protocol.frames import Mutation
    from tests.support.server_world import NOW

    odd = Mutation(
        id=key(1),
        cseq=0,
        entity="conversation",
        thing_id=KEY,
        op="put",
        fields={"title": {"deep": 1}},
        occurred_at=NOW,
    )
    await world.services.log.commit(ANN, "rest", [odd])
    assert (await ann.get(BASE)).json()["conversations"][0]["title"] == ""
