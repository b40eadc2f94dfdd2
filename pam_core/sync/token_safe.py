"""Where the refresh token is kept: the only secret of an account that outlives the process."""

from typing import Protocol


class TokenSafe(Protocol):
    """One refresh token for each account at each server. Raises PamError (`keys.…`).

    None of the methods blocks the loop: whoever implements them goes to a thread.
    """

    async def get(self, server: str, user_id: str) -> str | None:
        """The token, None where none is kept."""
        ...

    async def put(self, server: str, user_id: str, token: str) -> None:
        """Keep a token in place of the one before; it survives a power cut when this returns."""
        ...

    async def forget(self, server: str, user_id: str) -> None:
        """Forget it; idempotent."""
        ...
