"""The account endpoints: register, sign in and out, refresh, look, export, erase; and our keys."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from pam_server.api.account_shown import (
    AccountShown,
    Erasing,
    RefreshGiven,
    Registration,
    SessionShown,
    SignIn,
    TokensShown,
)
from pam_server.api.asking import asking
from pam_server.api.judged_body import JudgedRoute
from pam_server.api.problems_shown import problems
from pam_server.api.refusals import too_often
from pam_server.api.services import Limiter, Services
from pam_server.identity.emails import folded
from pam_server.identity.identity import Account, Identity, Tokens
from pam_server.identity.limiter import account_key, address_key
from pam_server.ports import Caller


def router(services: Services) -> APIRouter:
    """The endpoints under /api/v1/pam/account, and /.well-known/jwks.json."""
    identity = services.identity
    # The services name only what other rooms ask of it.
    assert isinstance(identity, Identity)
    rest = APIRouter(tags=["account"], route_class=JudgedRoute)
    _add_signing(rest, services, identity)
    _add_account(rest, services, identity)

    @rest.get(
        "/.well-known/jwks.json",
        operation_id="account_keys",
        summary="The keys that verify this server's access tokens",
        responses=problems(),
    )
    async def jwks() -> dict[str, Any]:
        """A JWK set (RFC 7517)."""
        return dict(await identity.jwks())

    return rest


def _add_signing(rest: APIRouter, services: Services, identity: Identity) -> None:
    limiter, base = services.limiter, "/api/v1/pam/account"

    @rest.post(
        f"{base}/register",
        status_code=201,
        operation_id="account_register",
        summary="Make an account",
        responses=problems(403, 409, 413, 422, 429, 503),
    )
    async def register(request: Request, given: Registration) -> TokensShown:
        """Make an account and sign this device in.

        409 `account.email_taken` tells that there is one: since no mail is sent, nobody waits for
        one, and the answer to a new address is its tokens.
        """
        await _count(limiter, "sign_in", _address(request))
        password = given.password.get_secret_value()
        return _tokens(await identity.register(given.email, password, given.device_name))

    @rest.post(
        f"{base}/sign-in",
        operation_id="account_sign_in",
        summary="Sign a device in",
        responses=problems(401, 413, 422, 429, 503),
    )
    async def sign_in(request: Request, given: SignIn) -> TokensShown:
        """401 `account.sign_in` does not tell whether it was the address or the password."""
        await _count(limiter, "sign_in", _address(request))
        await _count_password(limiter, account_key(folded(given.email)), _address(request))
        password = given.password.get_secret_value()
        return _tokens(await identity.sign_in(given.email, password, given.device_name))

    @rest.post(
        f"{base}/refresh",
        operation_id="account_refresh",
        summary="New tokens for a refresh token",
        responses=problems(401, 413, 422, 429, 503),
    )
    async def refresh(request: Request, given: RefreshGiven) -> TokensShown:
        """A token may be sent again while its successor was never used: an answer may get lost.

        One that comes later is a copy: 401 `auth.refresh_reused`, and the session is over.
        """
        await _count(limiter, "refresh", _address(request))
        return _tokens(await identity.refresh(given.refresh_token.get_secret_value()))

    @rest.post(
        f"{base}/sign-out",
        status_code=204,
        operation_id="account_sign_out",
        summary="End a device's session",
        responses=problems(413, 422, 429, 503),
    )
    async def sign_out(request: Request, given: RefreshGiven) -> None:
        """Ends the session of a refresh token and closes its sockets; an unknown one has none."""
        await _count(limiter, "refresh", _address(request))
        await identity.sign_out(given.refresh_token.get_secret_value())


def _add_account(rest: APIRouter, services: Services, identity: Identity) -> None:
    base = "/api/v1/pam/account"
    Asking = Annotated[Caller, Depends(asking(services))]  # noqa: N806 (a type)

    @rest.get(
        base,
        operation_id="account_read",
        summary="The account and its sessions",
        responses=problems(401, 429),
    )
    async def read(caller: Asking) -> AccountShown:
        """Who the caller is here, and which devices are signed in."""
        return _account(await identity.account(caller.user_id), caller)

    @rest.get(
        f"{base}/export",
        operation_id="account_export",
        summary="Everything the server has of the user",
        response_model=dict[str, Any],
        responses=problems(401, 429, 503),
    )
    async def export(caller: Asking) -> StreamingResponse:
        """One JSON object: the account, then every kind of row there is."""
        account = _account(await identity.account(caller.user_id), caller)
        pieces = identity.export(caller.user_id, account.model_dump(mode="json"))
        return StreamingResponse(pieces, media_type="application/json")

    @rest.delete(
        base,
        status_code=204,
        operation_id="account_erase",
        summary="Erase the account and everything of it",
        responses=problems(401, 403, 413, 422, 429, 503),
    )
    async def erase(request: Request, caller: Asking, given: Erasing) -> None:
        """Cannot be undone, so the password is asked for again; every session and socket ends."""
        await _count_password(services.limiter, caller.user_id, _address(request))
        await identity.confirm(caller, given.password.get_secret_value())
        await identity.note_erasure(caller)
        await services.log.erase(caller.user_id)
        services.hub.revoke(caller.user_id)


async def _count(limiter: Limiter, kind: str, who: str) -> None:
    wait_ms = await limiter.hit(kind, who)
    if wait_ms is not None:
        raise too_often(wait_ms)


async def _count_password(limiter: Limiter, account: str, address: str) -> None:
    await _count(limiter, "password", f"{account}|{address}")
    await _count(limiter, "password_all", account)


def _address(request: Request) -> str:
    return address_key(request.client.host if request.client else "")


def _tokens(tokens: Tokens) -> TokensShown:
    return TokensShown(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_in=tokens.expires_in,
        user_id=tokens.user_id,
        email=tokens.email,
    )


def _account(account: Account, caller: Caller) -> AccountShown:
    user = account.user
    sessions = [
        SessionShown(
            id=family.family_id,
            device_name=family.device_name,
            created_at=family.created_at,
            refreshed_at=refreshed_at,
            current=family.family_id == caller.session,
        )
        for family, refreshed_at in account.sessions
    ]
    return AccountShown(
        user_id=user.user_id, email=user.email, created_at=user.created_at, sessions=sessions
    )
