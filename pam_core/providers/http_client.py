"""The HTTP client below the vendors' SDKs: our time-outs, no redirects, no questions in a log."""

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 3.0
_TALKATIVE = ("openai._base_client", "anthropic._base_client")


class _NoQuestions(logging.Filter):
    """Lets nothing below INFO pass: at DEBUG an SDK writes whole requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record may be written."""
        return record.levelno > logging.DEBUG


_NO_QUESTIONS = _NoQuestions()


def new_client(*, on_device: bool) -> "httpx2.AsyncClient":
    """A client that waits 3 s for a connection, and as long as its caller likes for the rest.

    It follows no redirect: a request's text and key go where the settings say and nowhere else.
    With `on_device` no proxy of the environment is used, so that nothing leaves this machine.
    Building it reads certificates (tens of milliseconds): not on the loop's thread.
    """
    import httpx2

    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_NO_QUESTIONS)
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=not on_device,
    )
