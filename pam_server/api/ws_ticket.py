"""POST ws-ticket: for a client that can send no header with its socket's handshake."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from pam_server.api.asking import asking
from pam_server.api.judged_body import JudgedRoute
from pam_server.api.problems_shown import problems
from pam_server.api.services import Services
from pam_server.identity.identity import Identity
from pam_server.ports import Caller


class TicketShown(BaseModel):
    """A ticket, good once, and for how many seconds."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ticket": "VFbi8UVji4hApCRHj36Od_TAdi5puthh_LZ4OUVTR7M.1795479127",
                    "expires_in": 30,
                }
            ]
        }
    )

    ticket: str
    expires_in: Literal[30] = 30


def router(services: Services) -> APIRouter:
    """The endpoint under /api/v1/pam."""
    identity = services.identity
    assert isinstance(identity, Identity)
    rest = APIRouter(prefix="/api/v1/pam", tags=["account"], route_class=JudgedRoute)
    Asking = Annotated[Caller, Depends(asking(services))]  # noqa: N806 (a type)

    @rest.post(
        "/ws-ticket",
        operation_id="account_ws_ticket",
        summary="A ticket for a WebSocket",
        responses=problems(401, 429, 503),
    )
    async def make(caller: Asking) -> TicketShown:
        """To be offered as the subprotocol `pam.ticket.<ticket>`, beside `pam.v1`."""
        return TicketShown(ticket=await identity.tickets.make(caller))

    return rest
