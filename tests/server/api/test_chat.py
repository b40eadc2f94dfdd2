"""Chat over REST: one message, one answer, however often it is asked for."""

import asyncio

from tests.support.server_world import ANN, BEN, NOW

BASE = "/api/v1/pam"
KEY = "0197a3e0-0000-7000-8000-0000000000c1"
OTHER = "0197a3e0-0000-4000-8000-0000000000c2"
TALK = "0197a3e0-0000-7000-8000-0000000000aa"


def say(client, message="I spent 45 dollars on fuel", key=KEY, **more):
    return client.post(
        f"{BASE}/chat", json={"message": message, **more}, headers={"Idempotency-Key": key}
    )


async def answered(world, request, message="Noted."):
    """The request's answer, with the mind answering meanwhile."""
    asked = asyncio.create_task(request)
    await world.services.hub.job_called(10.0)
    await world.answer(message)
    return await asked


async def test_a_message_is_answered(world, ann):
    """POST chat waits for the mind and gives its answer."""
    answer = await answered(world, say(ann, conversation_id=TALK))
    content = answer.json()
    assert answer.status_code == 200
    assert (content["status"], content["message"]) == ("answered", "Noted.")
    assert (content["in_reply_to"], content["conversation_id"]) == (KEY, TALK)


async def test_an_answer_that_takes_long_is_asked_for_later(world, ann):
    """Without an answer in time it is 202, and GET chat/{id} has it once it is there."""
    async with world.client(ANN, answer_seconds=0.0) as hasty:
        answer = await say(hasty, conversation_id=TALK)
        pending = {"status": "pending", "id": KEY, "conversation_id": TALK}
        assert (answer.status_code, answer.json()) == (202, pending)
    asked = await ann.get(f"{BASE}/chat/{KEY}")
    assert (asked.status_code, asked.json()) == (202, pending)
    await world.answer("Later.")
    asked = await ann.get(f"{BASE}/chat/{KEY}")
    assert (asked.status_code, asked.json()["message"]) == (200, "Later.")


async def test_an_answer_of_another_process_is_heard_without_its_event(world, ann):
    """Where the hub only says that the log grew, the answer is looked for."""
    asked = asyncio.create_task(say(ann))
    await world.services.hub.job_called(10.0)
    world.services.hub.tell(ANN, (), 99)
    await world.answer("From elsewhere.")
    assert (await asked).json()["message"] == "From elsewhere."


async def test_the_same_key_again_is_the_same_message(world, ann):
    """A retry, also much later and without a time of its own, gets the first answer."""
    first = await answered(world, say(ann))
    world.clock.advance(3600)
    again = await say(ann)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await world.services.jobs.waiting() == 0


async def test_the_same_key_with_other_words_is_refused(world, ann):
    """An id is one message for ever."""
    await answered(world, say(ann))
    answer = await say(ann, "Delete everything")
    assert (answer.status_code, answer.json()["code"]) == (422, "id_reused")
    assert await world.services.jobs.waiting() == 0


async def test_the_same_words_within_five_seconds_are_one_message(world, ann):
    """Sent twice under two keys, they are answered once; the second says whose answer it is."""
    first = await answered(world, say(ann, conversation_id=TALK))
    world.clock.advance(4)
    second = await say(ann, key=OTHER, conversation_id=TALK)
    assert second.json() == first.json() | {"duplicate_of": KEY}
    assert await world.services.jobs.waiting() == 0


async def test_the_same_words_that_begin_a_talk_twice_are_one_message(world, ann):
    """Neither names a conversation, so both would begin one: only the first does."""
    await answered(world, say(ann))
    second = (await say(ann, key=OTHER)).json()
    assert second["duplicate_of"] == KEY


async def test_the_same_words_at_once_are_one_message(world, ann):
    """Two requests on their way at the same time are judged one after the other."""
    both = asyncio.gather(say(ann), say(ann, key=OTHER))
    await world.services.hub.job_called(10.0)
    await world.answer()
    answers = [answer.json() for answer in await both]
    assert answers[0]["id"] == answers[1]["id"]
    assert await world.services.jobs.waiting() == 0


async def test_a_second_yes_later_is_a_second_message(world, ann):
    """After five seconds the same words are meant again."""
    await answered(world, say(ann, "yes", conversation_id=TALK))
    world.clock.advance(6)
    second = await answered(world, say(ann, "yes", key=OTHER, conversation_id=TALK), "Again.")
    assert second.json()["message"] == "Again."
    assert "duplicate_of" not in second.json()


async def test_the_same_words_in_another_talk_are_another_message(world, ann):
    """The guard is about one conversation."""
    await answered(world, say(ann, "yes", conversation_id=TALK))
    elsewhere = await answered(world, say(ann, "yes", key=OTHER, conversation_id=OTHER))
    assert elsewhere.json()["in_reply_to"] == OTHER


async def test_a_duplicate_that_is_sent_again_later_stays_one(world, ann):
    """What decides is when the user acted, so a late retry of the duplicate does nothing anew."""
    when = NOW.isoformat()
    await answered(world, say(ann, occurred_at=when))
    world.clock.advance(600)
    late = await say(ann, key=OTHER, occurred_at=when)
    assert late.json()["duplicate_of"] == KEY


async def test_another_users_message_is_not_there(world, ann):
    """Another's message id is answered as one that never was; the same key is free to use."""
    await answered(world, say(ann, "My secret"))
    async with world.client(BEN) as ben:
        other = await ben.get(f"{BASE}/chat/{KEY}")
        own = await answered(world, say(ben, "Hello"), "Hi.")
    assert (other.status_code, other.json()["code"]) == (404, "not_found")
    assert own.json()["message"] == "Hi."


async def test_a_key_must_be_given_and_be_a_uuid(ann):
    """Without an id nothing could be sent again safely."""
    missing = await ann.post(f"{BASE}/chat", json={"message": "Hello"})
    odd = await say(ann, key="one")
    assert (missing.status_code, odd.status_code) == (422, 422)


async def test_a_context_beyond_its_size_is_refused(ann):
    """The limits of the socket's frames hold here too."""
    big = {"session_data": {"notes": "x" * 20_000}}
    answer = await say(ann, context=big)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
