"""How finished unknown words sound."""

import pytest

from pam_core.language.sentence_shape import sounds_finished
from pam_core.vocabulary.speech import Completeness


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Can I get a drip coffee?", Completeness.REQUEST),
        ("Make me a large latte with milk.", Completeness.REQUEST),
        ("I'd like to know about Moab.", Completeness.REQUEST),
        ("What's the capital of Utah?", Completeness.REQUEST),
        ("But I am hugely pleased that you have seen my lady.", Completeness.SENTENCE),
        ("I have none.", Completeness.UNKNOWN),
        ("law.", Completeness.UNKNOWN),
        ("Give me...", Completeness.UNFINISHED),
        ("But…", Completeness.UNFINISHED),
        ("I'd like a mocha with.", Completeness.UNFINISHED),
        ("In a case of attempted poisoning,", Completeness.UNFINISHED),
        ("The most unusual thing I can think of", Completeness.UNFINISHED),
        ("Then Moses was afraid and said.", Completeness.UNFINISHED),
        ("Tell me a story", Completeness.UNKNOWN),
        ("", Completeness.UNKNOWN),
    ],
)
def test_the_shape_tells_how_finished_words_sound(text: str, expected: Completeness) -> None:
    """Closed requests are taken soon, closed long sentences later, hanging ones are waited for."""
    assert sounds_finished(text) is expected
