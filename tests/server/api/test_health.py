"""Health: who may know what of how the server is."""

from pam_core.vocabulary.errors import Fault, PamError


async def test_health_is_public_and_minimal(world):
    """Everybody may know that it answers, and nothing else."""
    async with world.client() as nobody:
        health = await nobody.get("/api/health")
        alive = await nobody.get("/livez")
    assert health.json() == alive.json() == {"status": "ok"}


async def test_ready_is_database_and_mind(world):
    """It takes work where the database can be written and the mind's worker lives."""
    async with world.client() as nobody:
        answer = await nobody.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "database": "ok", "mind": "ok"},
    )


async def test_a_database_that_cannot_be_written_is_not_ready(world):
    """503 with the code of what is the matter, and no path or address."""

    async def broken() -> None:
        raise PamError("storage.full", "The disk /var/secret is full.", fault=Fault.ENVIRONMENT)

    async with world.client(database_ready=broken) as nobody:
        answer = await nobody.get("/readyz")
    told = {"status": "not_ready", "database": "storage.full", "mind": "ok"}
    assert (answer.status_code, answer.json()) == (503, told)


async def test_a_mind_that_ended_is_not_ready(world):
    """Without the worker chats would never be answered."""
    async with world.client(mind_alive=lambda: False) as nobody:
        answer = await nobody.get("/readyz")
    assert (answer.status_code, answer.json()["mind"]) == (503, "stopped")
