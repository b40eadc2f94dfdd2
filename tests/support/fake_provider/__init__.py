"""A provider of language models that is none: both dialects, scripted, with fault switches."""

from tests.support.fake_provider.asked import Asked, Ended
from tests.support.fake_provider.script import HTML_TEXT, HUGE_TEXT, Answer, Call
from tests.support.fake_provider.server import FakeProvider, fake_provider
from tests.support.fake_provider.wrong import Wrong

__all__ = [
    "HTML_TEXT",
    "HUGE_TEXT",
    "Answer",
    "Asked",
    "Call",
    "Ended",
    "FakeProvider",
    "Wrong",
    "fake_provider",
]
