"""Two users, every endpoint, every id swapped: walked from the OpenAPI, so none is forgotten."""

import pytest

from tests.server.api.test_chat import answered, say
from tests.server.api.test_sync import send, spent
from tests.support.openapi_conformance import operations
from tests.support.server_world import ANN, BEN

SECRET = "xyzzy"
KEY = "0197a3e0-0000-7000-8000-0000000000c1"
PENDING = "0197a3e0-0000-7000-8000-0000000000c3"
TALK = "0197a3e0-0000-7000-8000-0000000000aa"
PUBLIC = {"health", "livez", "readyz"}
ANNS = {"message_id": [KEY, PENDING], "conversation_id": [TALK]}
"""What Ann has, for every parameter in an address; a new one must be added here."""


@pytest.fixture
async def anns(world, ann):
    """Ann with one of everything, each with her secret in it."""
    await answered(world, say(ann, f"{SECRET} said", KEY, conversation_id=TALK), f"{SECRET} told")
    thing = spent(1, thing=7)
    await send(ann, thing | {"fields": thing["fields"] | {"merchant": SECRET}})
    async with world.client(ANN, answer_seconds=0.0) as hasty:
        await say(hasty, f"{SECRET} pending", PENDING, conversation_id=TALK)
    return ann


def addresses(path: str, operation: dict) -> list[str]:
    """The path with each of Ann's ids in every place where there is one."""
    names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"]
    found = [path]
    for name in names:
        found = [one.replace(f"{{{name}}}", id) for one in found for id in ANNS[name]]
    return found


def body_of(world, operation: dict) -> dict:
    """The example of a body, with Ann's ids wherever it has one of the same name."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return {}
    name = content["schema"]["$ref"].rpartition("/")[2]
    schema = world.app.openapi()["components"]["schemas"][name]
    example = schema["examples"][0]
    swapped = {"conversation_id": TALK, "about": KEY}
    return {"json": example | {k: v for k, v in swapped.items() if k in schema["properties"]}}


async def snapshot(client) -> dict:
    return (await client.get("/api/v1/pam/sync/snapshot")).json()


async def test_nobody_gets_in_without_a_token(world):
    """Every endpoint that is not public answers 401, whatever it is sent."""
    async with world.client() as nobody:
        for method, path, operation in operations(world.app.openapi()):
            for address in addresses(path, operation):
                answer = await nobody.request(
                    method, address, headers={"Idempotency-Key": KEY}, **body_of(world, operation)
                )
                is_public = operation["operationId"] in PUBLIC
                assert (answer.status_code == 401) is not is_public, (method, path)


async def test_every_id_swapped_gives_nothing_and_changes_nothing(world, anns):
    """With all of Ann's ids Ben reads nothing of hers, and what is hers stays as it was."""
    before = await snapshot(anns)
    async with world.client(BEN, answer_seconds=0.0) as ben:
        for method, path, operation in operations(world.app.openapi()):
            for address in addresses(path, operation):
                answer = await ben.request(
                    method, address, headers={"Idempotency-Key": KEY}, **body_of(world, operation)
                )
                assert SECRET not in answer.text, (method, path)
    assert SECRET in str(before)
    assert await snapshot(anns) == before
    assert (await anns.get(f"/api/v1/pam/chat/{KEY}")).json()["message"] == f"{SECRET} told"
    assert (await anns.get(f"/api/v1/pam/chat/{PENDING}")).status_code == 202


async def test_another_users_things_are_answered_as_if_they_never_were(world, anns):
    """404, the very same as for an id that nobody has: it is not even told that it exists."""
    nobodys = "0197a3e0-0000-7000-8000-ffffffffffff"
    async with world.client(BEN) as ben:
        for path in ("chat", "conversations"):
            anns_id = ANNS["message_id" if path == "chat" else "conversation_id"][0]
            hers = (await ben.get(f"/api/v1/pam/{path}/{anns_id}")).json()
            none = (await ben.get(f"/api/v1/pam/{path}/{nobodys}")).json()
            hers.pop("request_id"), none.pop("request_id")
            assert hers == none
            assert hers["status"] == 404


async def test_a_conversation_of_the_same_name_is_ones_own(world, ann):
    """Ben may use an id that Ann uses; it is another conversation."""
    await answered(world, say(ann, SECRET, conversation_id=TALK))
    async with world.client(BEN) as ben:
        await answered(world, say(ben, "hello", conversation_id=TALK))
        turns = (await ben.get(f"/api/v1/pam/conversations/{TALK}")).json()["turns"]
    assert [turn["fields"]["said"] for turn in turns] == ["hello"]
