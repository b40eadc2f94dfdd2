"""The PAM server as a provider, over a channel that whoever signs in brings along."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Protocol

from pam_core.providers.sdk_provider import fingerprint_of
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Delta, ModelRequest, Standing

_NOT_SIGNED_IN = "You are not signed in to a PAM server."
_NOT_ONLINE = "The PAM server cannot be reached."


class ServerChannel(Protocol):
    """The connection to a PAM server, as far as open questions need it."""

    @property
    def account(self) -> str:
        """Which account at which server, "" while nobody is signed in."""
        ...

    @property
    def is_online(self) -> bool:
        """Whether the server is connected."""
        ...

    @property
    def model(self) -> str:
        """The model that the server asks, "" while it has not said."""
        ...

    def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        """The answer as it comes, a Finished last. Raises ModelError; closing it cancels."""
        ...


class PamServer:
    """A Provider over a channel, None while there is no server."""

    def __init__(self, channel: ServerChannel | None = None) -> None:
        self._channel = channel

    @property
    def name(self) -> str:
        """As the settings call it."""
        return "pam_server"

    @property
    def on_device(self) -> bool:
        """It is not."""
        return False

    @property
    def fingerprint(self) -> str:
        """Changes with the account."""
        return fingerprint_of(self.name, self._channel.account if self._channel else "")

    async def standing(self) -> Standing:
        """Whether somebody is signed in and the server connected."""
        channel = self._channel
        if channel is None or not channel.account:
            return Standing(ready=False, sentence=_NOT_SIGNED_IN)
        if not channel.is_online:
            return Standing(ready=False, model=channel.model, sentence=_NOT_ONLINE)
        return Standing(ready=True, model=channel.model)

    async def warm_up(self) -> None:
        """Nothing: the channel is open or it is not."""

    async def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        """The answer as it comes, a Finished last. Raises ModelError."""
        standing = await self.standing()
        if self._channel is None or not standing.ready:
            raise ModelError(Failure.NOT_READY, self.name, detail=standing.sentence)
        async with aclosing(self._channel.stream(request)) as deltas:  # type: ignore[type-var]
            async for delta in deltas:
                yield delta

    async def close(self) -> None:
        """Nothing to give back: the channel belongs to whoever signed in."""
