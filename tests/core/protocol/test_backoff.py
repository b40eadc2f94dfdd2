"""Waiting between attempts, and what the end of a connection means."""

import pytest

from pam_core.protocol.after_close import Next, after_close, after_refusal
from pam_core.protocol.backoff import Backoff


def test_bound_doubles():
    """The bound doubles with each failure up to thirty seconds."""
    backoff = Backoff()
    assert [backoff.failed(0.0, 1.0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert backoff.works_offline


def test_never_less_than_asked():
    """What the server asked for is the least."""
    assert Backoff().failed(0.0, 0.0, retry_after_seconds=9.0) == 9.0


def test_accept_then_close_does_not_spin():
    """Only a link that held for thirty seconds makes the failures forgotten."""
    backoff = Backoff()
    backoff.failed(0.0, 1.0)
    backoff.opened(10.0)
    assert backoff.failed(39.0, 1.0) == 2.0
    backoff.opened(50.0)
    assert backoff.failed(80.0, 1.0) == 1.0


@pytest.mark.parametrize(
    ("code", "then"),
    [(1000, Next.STOP), (1001, Next.RETRY), (1006, Next.RETRY), (None, Next.RETRY),
     (1009, Next.RETRY), (4400, Next.STOP), (4401, Next.REFRESH), (4403, Next.STOP),
     (4408, Next.RETRY), (4409, Next.STOP), (4410, Next.SNAPSHOT), (4426, Next.STOP),
     (4429, Next.RETRY), (4999, Next.RETRY)],
)  # fmt: skip
def test_close_codes(code, then):
    """Each close code means what the protocol says."""
    assert after_close(code).next is then


def test_a_fresh_token_refused_asks_the_user():
    """A new token that is refused is not exchanged for another one."""
    assert after_close(4401, was_refreshed=True).next is Next.SIGN_IN
    assert after_refusal(401).next is Next.REFRESH
    assert after_refusal(503).least_seconds > 0
