"""Opening a socket to the PAM server, and what it means where none opens."""

import logging
from typing import TYPE_CHECKING

from pam_core.protocol.after_close import AfterClose, Next, after_refusal
from pam_core.protocol.limits import FRAME_BYTES, SUBPROTOCOL
from pam_core.sync.address import is_loopback, socket_address
from pam_core.sync.refusals import not_pam, unreachable
from pam_core.vocabulary.sync import Account

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection
    from websockets.http11 import Response

OPEN_SECONDS = 10.0
CLOSE_SECONDS = 2.0
_LONGEST_REST_SECONDS = 3600.0

wire_log = logging.getLogger(f"{__name__}.wire")
# At DEBUG the library writes whole handshakes, and with them the token.
wire_log.setLevel(logging.INFO)


class NotLetInError(Exception):
    """The server answered the handshake with a refusal; `after` says what is to be done."""

    def __init__(self, after: AfterClose, retry_after_seconds: float) -> None:
        super().__init__(after.next)
        self.after = after
        self.retry_after_seconds = retry_after_seconds


async def connect(account: Account, token: str, *, was_refreshed: bool) -> "ClientConnection":
    """An open socket. The token goes in a header, and nowhere but to the account's server.

    Raises:
        NotLetInError: the server refused.
        PamError: `sync.unreachable`, `sync.not_pam`.
    """
    from websockets.asyncio.client import connect as opening
    from websockets.exceptions import InvalidStatus, WebSocketException
    from websockets.typing import Subprotocol

    class Opening(opening):
        """Follows no redirect."""

        def process_redirect(self, exc: Exception) -> Exception | str:
            return exc

    try:
        socket = await Opening(
            socket_address(account.server, account.user_id),
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers={"Authorization": f"Bearer {token}"},
            compression=None,
            max_size=FRAME_BYTES,
            ping_interval=None,
            open_timeout=OPEN_SECONDS,
            close_timeout=CLOSE_SECONDS,
            user_agent_header="PAM",
            proxy=None if is_loopback(account.server) else True,
            logger=wire_log,
        )
    except InvalidStatus as error:
        raise _not_let_in(error.response, was_refreshed) from error
    except (OSError, WebSocketException, EOFError) as error:
        wire_log.info("No socket: %s", type(error).__name__)
        raise unreachable() from error
    if socket.subprotocol != SUBPROTOCOL:
        await socket.close()
        raise not_pam()
    return socket


def _not_let_in(response: "Response", was_refreshed: bool) -> Exception:
    status = response.status_code
    after = after_refusal(status, was_refreshed=was_refreshed)
    kind = response.headers.get("Content-Type", "")
    if after.next is Next.STOP and "problem+json" not in kind:
        # A hotel's network says 403 as well; PAM does not stop for good on its word.
        return not_pam()
    told = response.headers.get("Retry-After", "")
    seconds = float(told) if told.isascii() and told.isdigit() and len(told) <= 6 else 0.0
    return NotLetInError(after, min(seconds, _LONGEST_REST_SECONDS))
