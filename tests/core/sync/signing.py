"""What tests of syncing share: a safe for tokens, and somebody who is signed in."""

from dataclasses import dataclass, field

from pam_core.sync.account import Accounts
from pam_core.sync.rest import Rest
from pam_core.sync.session import Session
from pam_core.vocabulary.ports import Clock
from tests.support.sync_rest import EMAIL, PASSWORD
from tests.support.sync_server import SyncServer


@dataclass
class FakeTokenSafe:
    """Keeps tokens in memory; `kept` is every token ever put, in order."""

    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    fault: Exception | None = None

    async def get(self, server: str, user_id: str) -> str | None:
        return self.tokens.get((server, user_id))

    async def put(self, server: str, user_id: str, token: str) -> None:
        if self.fault is not None:
            raise self.fault
        self.tokens[server, user_id] = token
        self.kept.append(token)

    async def forget(self, server: str, user_id: str) -> None:
        self.tokens.pop((server, user_id), None)


async def signed_in(server: SyncServer, rest: Rest, safe: FakeTokenSafe, clock: Clock) -> Session:
    """Ann, signed in on this device."""
    accounts = Accounts(rest)
    tokens = await accounts.sign_in(EMAIL, PASSWORD, "Ann's laptop")
    session = Session(accounts, tokens.account, safe, clock)
    await session.begin(tokens)
    return session
