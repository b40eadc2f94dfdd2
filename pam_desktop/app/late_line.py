"""The line to the PAM server as a provider sees it: there once somebody has signed in."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from pam_core.providers.pam_server import ServerChannel
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Delta, ModelRequest


class LateLine:
    """The `ServerChannel` port; nobody is signed in until `connect`."""

    def __init__(self) -> None:
        self._channel: ServerChannel | None = None

    def connect(self, channel: ServerChannel | None) -> None:
        """From now on it is this channel, or with None nobody's."""
        self._channel = channel

    @property
    def account(self) -> str:
        """Which account at which server, "" while nobody is signed in."""
        return self._channel.account if self._channel else ""

    @property
    def is_online(self) -> bool:
        """Whether the server is connected."""
        return self._channel is not None and self._channel.is_online

    @property
    def model(self) -> str:
        """The model that the server asks, "" while it has not said."""
        return self._channel.model if self._channel else ""

    async def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        """The answer as it comes, a Finished last. Raises ModelError."""
        if self._channel is None:
            raise ModelError(Failure.NOT_READY, "pam_server")
        async with aclosing(self._channel.stream(request)) as deltas:  # type: ignore[type-var]
            async for delta in deltas:
                yield delta
