"""Requests to the PAM server's REST side, and its refusals as errors that people understand."""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pam_core.sync.address import BASE, is_loopback
from pam_core.sync.refusals import (
    Problem,
    not_pam,
    refusal,
    too_much,
    unreachable,
)

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
"""How long the server may be silent within one answer."""
MOST_BYTES = 64 * 1024 * 1024
"""Of one answer: twice what a page of the longest frames comes to."""


class Rest:
    """The REST side of one server. `server` is an address from `server_address`.

    It follows no redirect: a password or a token goes where the settings say and nowhere else.
    The proxy of the environment is used, except for this machine.
    """

    def __init__(self, server: str) -> None:
        self.server = server
        self._client: httpx2.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def call(
        self,
        method: str,
        path: str,
        *,
        content: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        token: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The object that the server answers, {} where it answers 204.

        Raises:
            PamError: `sync.unreachable`, `sync.not_pam`, `sync.too_much`.
            ServerRefusedError: any status that is no success, `sync.…`.
        """
        import httpx2

        client = await self._opened()
        given = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with client.stream(
                method,
                self.server + BASE + path,
                params=dict(query or {}),
                content=None if content is None else _text(content),
                headers={"Content-Type": "application/json", **given, **(headers or {})},
            ) as response:
                body = await _read(response)
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            # Its own words name hosts and ports; they are for the log.
            log.info("%s %s: %s", method, path, type(error).__name__)
            raise unreachable() from error
        return _answer(response, body)

    async def close(self) -> None:
        """Give the connections back; idempotent."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _opened(self) -> "httpx2.AsyncClient":
        async with self._opening:
            if self._client is None:
                # It reads certificates: tens of milliseconds.
                self._client = await asyncio.to_thread(_new_client, self.server)
            return self._client


def _new_client(server: str) -> "httpx2.AsyncClient":
    import httpx2

    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=not is_loopback(server),
    )


def _text(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


async def _read(response: "httpx2.Response") -> bytes:
    pieces: list[bytes] = []
    length = 0
    async for piece in response.aiter_bytes():
        length += len(piece)
        if length > MOST_BYTES:
            raise too_much()
        pieces.append(piece)
    return b"".join(pieces)


def _answer(response: "httpx2.Response", body: bytes) -> dict[str, Any]:
    if response.status_code == 204:
        return {}
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if response.is_success and isinstance(content, dict):
        return content
    if response.is_success or response.is_redirect:
        # A login page of a hotel's network, or another program.
        raise not_pam()
    raise refusal(_problem(response, content))


def _problem(response: "httpx2.Response", content: Any) -> Problem:
    told = content if isinstance(content, dict) else {}
    return Problem(
        status=response.status_code,
        code=str(told.get("code", ""))[:64],
        request_id=str(told.get("request_id", ""))[:64],
        retry_after_seconds=_seconds(response.headers.get("Retry-After", "")),
        is_pams="code" in told or "problem+json" in response.headers.get("Content-Type", ""),
    )


def _seconds(text: str) -> float | None:
    # A date would mean to trust two clocks.
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
