"""Whether the server lives, and whether it can work: for users, load balancers and systemd."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from pam_core.vocabulary.errors import PamError
from pam_server.api.services import Services


class Health(BaseModel):
    """It answers; no more is told to everybody."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether work can be taken. `database` is "ok" or an error's code."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"status": "ready", "database": "ok", "mind": "ok"}]}
    )

    status: Literal["ready", "not_ready"]
    database: str
    mind: Literal["ok", "stopped"]


def router(services: Services) -> APIRouter:
    """/api/health, /livez and /readyz; nobody has to sign in, and none says anything of users."""
    health = APIRouter(tags=["health"])

    @health.get("/api/health", operation_id="health", summary="Is there a PAM server?")
    async def public() -> Health:
        """Public and minimal."""
        return Health()

    @health.get("/livez", operation_id="livez", summary="Does the process answer?")
    async def alive() -> Health:
        """It does; a process that does not answer wants restarting."""
        return Health()

    @health.get(
        "/readyz",
        operation_id="readyz",
        summary="Can it take work?",
        responses={503: {"model": Readiness, "description": "Not now"}},
    )
    async def ready(response: Response) -> Readiness:
        """The database can be written and is migrated, and the mind's worker is alive."""
        found = await _readiness(services)
        if found.status != "ready":
            response.status_code = 503
        return found

    return health


async def _readiness(services: Services) -> Readiness:
    database = "ok"
    try:
        await services.database_ready()
    except PamError as error:
        database = error.code
    is_minded = services.mind_alive()
    return Readiness(
        status="ready" if database == "ok" and is_minded else "not_ready",
        database=database,
        mind="ok" if is_minded else "stopped",
    )
