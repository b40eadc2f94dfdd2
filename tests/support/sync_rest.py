"""The REST side of the fake PAM server: accounts, pages, snapshots, commands, chats."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pam_core.protocol import codec
from tests.support.sync_world import SyncWorld, receipt_row, thing_row

USER_ID = "0199cccc-0000-7000-8000-000000000001"
EMAIL = "ann@pam.example"
PASSWORD = "correct horse battery"


@dataclass
class Problem(Exception):  # noqa: N818 (an answer)
    """What a request gets in place of an answer; status 0: the connection is closed."""

    status: int
    code: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    kind: str = ""


class SyncRest:
    """Answers one request after another. `requests` are those that came, as "GET /sync"."""

    def __init__(self, world: SyncWorld) -> None:
        self.world = world
        self.requests: list[str] = []
        self.faults: dict[str, deque[Problem]] = defaultdict(deque)
        self.passwords = {EMAIL: PASSWORD}
        self.access_tokens: set[str] = set()
        self.refresh_tokens: set[str] = set()
        self.auths: list[str] = []
        self.page_size = 500
        self.lifetime_seconds = 900
        self.thinks: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]] | None = None
        self._count = 0

    def expire(self) -> None:
        """No access token is taken any more."""
        self.access_tokens.clear()

    def revoke(self) -> None:
        """Nobody is signed in any more."""
        self.access_tokens.clear()
        self.refresh_tokens.clear()

    def answer(
        self, method: str, path: str, query: dict[str, str], content: dict[str, Any], token: str
    ) -> tuple[int, dict[str, Any]]:
        name = f"{method} {path}"
        self.requests.append(name)
        if self.faults[name]:
            raise self.faults[name].popleft()
        is_open = path in ("/account/register", "/account/sign-in", "/account/refresh")
        if not is_open and path != "/account/sign-out" and token not in self.access_tokens:
            raise Problem(401, "token_expired")
        return self._ways()[name](query, content)

    def tokens(self) -> dict[str, Any]:
        """A fresh pair."""
        self._count += 1
        pair = {"access_token": f"access-{self._count}", "refresh_token": f"refresh-{self._count}"}
        self.access_tokens.add(pair["access_token"])
        self.refresh_tokens.add(pair["refresh_token"])
        more = {"token_type": "Bearer", "expires_in": self.lifetime_seconds}
        return {**pair, **more, "user_id": USER_ID, "email": EMAIL}

    def _ways(self) -> dict[str, Callable[..., tuple[int, dict[str, Any]]]]:
        return {
            "POST /account/register": self._register,
            "POST /account/sign-in": self._sign_in,
            "POST /account/refresh": self._refresh,
            "POST /account/sign-out": self._sign_out,
            "GET /account": lambda query, content: (200, {"user_id": USER_ID, "email": EMAIL}),
            "GET /account/export": lambda query, content: (200, {"things": []}),
            "DELETE /account": self._erase,
            "GET /sync": self._page,
            "GET /sync/snapshot": self._snapshot,
            "POST /sync/commands": self._commands,
            "POST /chat": self._chat,
        }

    def _register(self, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        if content["email"] in self.passwords:
            raise Problem(409, "email_taken")
        self.passwords[content["email"]] = content["password"]
        return 201, self.tokens()

    def _sign_in(self, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        if self.passwords.get(content["email"]) != content["password"]:
            raise Problem(401, "wrong_credentials")
        return 200, self.tokens()

    def _refresh(self, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        if content["refresh_token"] not in self.refresh_tokens:
            raise Problem(401, "refresh_refused")
        return 200, self.tokens()

    def _sign_out(self, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        self.refresh_tokens.discard(content["refresh_token"])
        return 204, {}

    def _erase(self, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        if content["password"] != PASSWORD:
            raise Problem(403, "wrong_password")
        self.revoke()
        return 204, {}

    def _page(self, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        since = int(query["since"])
        if query.get("epoch", "") not in ("", self.world.epoch) or since > self.world.head_seq:
            raise Problem(409, "snapshot_required")
        limit = min(int(query["limit"]), self.page_size)
        events = self.world.log[since : since + limit]
        page = {"epoch": self.world.epoch, "head_seq": self.world.head_seq, "events": events}
        return 200, page

    def _snapshot(self, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        at = int(query.get("after") or 0)
        limit = min(int(query["limit"]), self.page_size)
        rows = [thing_row(thing) for thing in self.world.things.values()]
        more = str(at + limit) if at + limit < len(rows) else ""
        told = {"epoch": self.world.epoch, "as_of": self.world.head_seq, "next": more}
        return 200, {**told, "things": rows[at : at + limit]}

    def _commands(self, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        frames = [codec.client_frame(one) for one in content["commands"]]
        taken = self.world.commit(content["device_id"], frames)  # type: ignore[arg-type]
        told = {
            "receipts": [receipt_row(receipt) for receipt in taken.receipts],
            "head_seq": self.world.head_seq,
            "last_cseq": self.world.last_cseqs.get(content["device_id"], 0),
        }
        if taken.expected is not None:
            told |= {"expected": taken.expected, "code": taken.code}
        return 200, told

    def _chat(self, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        assert self.thinks is not None
        return self.thinks(content)
