"""How asking a language model can fail."""

from enum import StrEnum

from pam_core.vocabulary.errors import Fault, PamError


class Failure(StrEnum):
    """What went wrong, as far as it matters for what to do next."""

    UNREACHABLE = "unreachable"
    """No connection: refused, no route, no name, no certificate."""
    CUT = "cut"
    """The connection ended before the answer did."""
    SLOW = "slow"
    """No connection or no first token in time."""
    STALLED = "stalled"
    """It began and then nothing more came."""
    BUSY = "busy"
    """429, and a Retry-After perhaps."""
    OVERLOADED = "overloaded"
    """529 or 503."""
    SERVER = "server"
    """Any other 5xx."""
    GARBLED = "garbled"
    """What came is not what was agreed: a broken line, an unknown shape."""
    IN_BAND = "in_band"
    """An error inside an answer that began with 200."""
    EMPTY = "empty"
    """An answer without a word or a call."""
    UNFINISHED = "unfinished"
    """The stream ended without a reason for finishing."""
    KEY_REFUSED = "key_refused"
    """401 or 403."""
    NO_QUOTA = "no_quota"
    """The account is out of money."""
    BAD_REQUEST = "bad_request"
    """400 and its like: another provider's model may differ, but the fault is in what was sent."""
    POLICY = "policy"
    """The provider's rules forbid an answer."""
    NOT_READY = "not_ready"
    """Something is missing on this machine: a package, a model, memory."""


_SENTENCES = {
    Failure.UNREACHABLE: "{provider} cannot be reached.",
    Failure.CUT: "{provider} cut the connection.",
    Failure.SLOW: "{provider} did not answer in time.",
    Failure.STALLED: "{provider} stopped in the middle of its answer.",
    Failure.BUSY: "{provider} has too much to do.",
    Failure.OVERLOADED: "{provider} is overloaded.",
    Failure.SERVER: "{provider} has a fault of its own.",
    Failure.GARBLED: "{provider} answered something that makes no sense.",
    Failure.IN_BAND: "{provider} met an error in the middle of its answer.",
    Failure.EMPTY: "{provider} gave an empty answer.",
    Failure.UNFINISHED: "{provider} broke off without saying that it was through.",
    Failure.KEY_REFUSED: "{provider} refused the key.",
    Failure.NO_QUOTA: "{provider}: the account has run out.",
    Failure.BAD_REQUEST: "{provider} could not use what PAM sent.",
    Failure.POLICY: "{provider}'s rules do not allow an answer to that.",
    Failure.NOT_READY: "{provider} is not ready.",
}
PROVIDER_TITLES = {
    "openai": "OpenAI",
    "anthropic": "Anthropic",
    "openrouter": "OpenRouter",
    "custom": "Your own server",
    "local_server": "The server on this computer",
    "pam_server": "PAM's server",
    "embedded": "The model inside PAM",
}
"""What people call those whom the settings know by these names."""

_MENDS = {
    Failure.KEY_REFUSED: "Give it a new key with `pam providers key {provider}`.",
    Failure.NO_QUOTA: "Look at your account there; `pam providers test {provider}` tries again.",
}


class ModelError(PamError):
    """A provider gave no whole answer.

    `retry_after_seconds` is how long it asked to be left alone, None where it asked nothing.
    `detail` is for the log ("HTTP 500"): it holds nothing of the question, the answer or a key.
    """

    def __init__(
        self,
        kind: Failure,
        provider: str,
        *,
        retry_after_seconds: float | None = None,
        detail: str = "",
        mend: str = "",
    ) -> None:
        super().__init__(
            f"provider.{kind}",
            _SENTENCES[kind].format(provider=PROVIDER_TITLES.get(provider, provider)),
            mend=mend or _MENDS.get(kind, "").format(provider=provider),
            fault=Fault.ENVIRONMENT if kind is Failure.NOT_READY else Fault.SERVICE,
        )
        self.kind = kind
        self.provider = provider
        self.retry_after_seconds = retry_after_seconds
        self.detail = detail
