"""What of an answer is said, and what is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.orchestrator.words.answer_text import MOST_REST_CHARACTERS, AnswerText
from pam_core.orchestrator.words.for_the_ear import MOST_CHARACTERS

ENDLESS = 10**6
SENTENCE = "Page is about five miles away."
LONG = "the road goes on through the desert"


def fed(answer: AnswerText, text: str, size: int | None = None) -> list[str]:
    size = size or max(1, len(text))
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [clause for piece in pieces for clause in answer.feed(piece)]


def told(text: str, *, most: int = MOST_CHARACTERS, size: int | None = None) -> AnswerText:
    answer = AnswerText(most_characters=most)
    answer.begin()
    fed(answer, text, size)
    answer.finish()
    return answer


def test_the_first_clause_is_said_while_the_rest_streams() -> None:
    """A breath with enough behind it is enough, the sentence need not be over."""
    answer = AnswerText(most_characters=MOST_CHARACTERS)
    answer.begin()
    assert answer.feed("Your trip to Page is ready, ") == []
    assert answer.feed("about four hours") == ["Your trip to Page is ready,"]
    assert answer.said == "Your trip to Page is ready,"
    assert answer.draft == "Your trip to Page is ready, about four hours"
    assert answer.feed(". Leave") == ["about four hours."]
    assert answer.finish() == ["Leave"]
    assert answer.said == "Your trip to Page is ready, about four hours. Leave"


def test_a_line_that_ends_is_said_at_once() -> None:
    """Nobody waits for the next line of a list."""
    answer = AnswerText(most_characters=MOST_CHARACTERS)
    answer.begin()
    assert answer.feed("Bring:\n") == ["Bring:"]
    assert answer.feed("- **water**\n- ") == ["water"]
    assert answer.feed("food") == []
    assert answer.finish() == ["food"]
    assert answer.said == "Bring: water food"


def test_more_waits_for_more() -> None:
    """Whole clauses up to the limit; what follows is kept in portions."""
    answer = told(" ".join([SENTENCE] * 9))
    assert answer.said == " ".join([SENTENCE] * 3)
    assert answer.rest == tuple([" ".join([SENTENCE] * 2)] * 3)
    assert not answer.full


def test_nothing_short_overtakes_what_is_kept() -> None:
    """Once something did not fit, what follows is kept too, in its order."""
    answer = told(f"{SENTENCE} {SENTENCE} {SENTENCE} It is {LONG}. Go.")
    assert answer.said == " ".join([SENTENCE] * 3)
    assert answer.rest == (f"It is {LONG}. Go.",)


@pytest.mark.parametrize("size", [None, 1, 7])
@pytest.mark.parametrize(
    ("text", "said", "rest"),
    [
        (
            f"{LONG} {LONG} {LONG} {LONG}.",
            f"{LONG} {LONG} {LONG} the road",
            ("goes on through the desert.",),
        ),
        (
            f"A word, {LONG}, {LONG}, {LONG}, and on.",
            f"A word, {LONG}, {LONG}, {LONG},",
            ("and on.",),
        ),
        ("x" * 300, "x" * 120, ("x" * 120, "x" * 60)),
    ],
)
def test_a_long_first_sentence_is_cut(
    text: str, said: str, rest: tuple[str, ...], size: int | None
) -> None:
    """At least its first portion is said, the others wait."""
    answer = told(text, size=size)
    assert (answer.said, answer.rest) == (said, rest)


@pytest.mark.parametrize("size", [None, 3])
@pytest.mark.parametrize(
    ("unit", "full"),
    [
        ("It is far. ", True),
        ("It is far, ", True),
        ("x", True),
        ("far ", True),
        ("Mr. A ", True),
        ("a\n", True),
        ("(", True),
        ("```\n", False),
        ("<script>", False),
    ],
)
def test_200_kilobytes_are_no_trouble(unit: str, full: bool, size: int | None) -> None:
    """A reply stays short whatever comes, and reading stops where no more can be taken."""
    answer = told(unit * (200_000 // len(unit)), size=size)
    assert len(answer.said) <= MOST_CHARACTERS
    assert sum(map(len, answer.rest)) <= MOST_REST_CHARACTERS
    assert answer.full is full


def test_when_it_is_full_nothing_more_is_taken() -> None:
    """After 1,200 characters beyond what is said nobody needs to read on."""
    answer = AnswerText(most_characters=MOST_CHARACTERS)
    answer.begin()
    fed(answer, f"{SENTENCE} " * 50)
    assert answer.full
    before = answer.said, answer.rest
    assert answer.feed(f"More. {SENTENCE} ") == []
    assert answer.finish() == []
    assert (answer.said, answer.rest) == before
    assert sum(map(len, answer.rest)) > MOST_REST_CHARACTERS - 60


@pytest.mark.parametrize("text", ["", " \n", "...", "**", "<b></b>", "👍", "<script>a</script>"])
def test_no_word_is_an_empty_answer(text: str) -> None:
    """Marks alone say nothing."""
    assert told(text).is_empty
    assert told(text).said == ""


def test_what_one_may_say_is_no_empty_answer() -> None:
    """One word will do, said or not."""
    answer = AnswerText(most_characters=MOST_CHARACTERS)
    answer.begin()
    answer.feed("Yes")
    assert not answer.is_empty
    assert not told("```\nYes\n```").is_empty


def test_the_unsaid_is_forgotten_with_its_provider() -> None:
    """A dropped tail comes neither in the draft nor in what is kept."""
    answer = AnswerText(most_characters=60)
    answer.begin()
    fed(answer, f"{SENTENCE} {SENTENCE} {SENTENCE} It is")
    assert answer.rest
    answer.drop()
    assert answer.rest == ()
    assert answer.draft == answer.said == SENTENCE


def test_another_answer_is_a_new_sentence() -> None:
    """Who begins otherwise is not cut, and stands behind what was said."""
    answer = AnswerText(most_characters=MOST_CHARACTERS)
    answer.begin()
    fed(answer, f"{SENTENCE} The ro")
    answer.drop()
    answer.begin()
    fed(answer, "Page is near.")
    answer.finish()
    assert answer.said == f"{SENTENCE} Page is near."


def test_a_mark_joins_the_word_before_it() -> None:
    """No space comes before a comma that another provider begins with."""
    answer = AnswerText(most_characters=MOST_CHARACTERS)
    answer.begin()
    fed(answer, "You spent two hundred dollars – and")
    fed(answer, " that is very much. ")
    answer.drop()
    answer.begin()
    fed(answer, ", for fuel.")
    answer.finish()
    assert answer.said == "You spent two hundred dollars, for fuel."


def test_what_is_kept_stays_when_the_same_one_goes_on() -> None:
    """A provider that used a tool goes on; nothing of what it said before is lost."""
    answer = AnswerText(most_characters=40)
    answer.begin()
    fed(answer, f"{SENTENCE} {SENTENCE}")
    answer.finish()
    answer.begin()
    fed(answer, "Done.")
    answer.finish()
    assert (answer.said, answer.rest) == (SENTENCE, (f"{SENTENCE} Done.",))


# Every word but once, so that a repetition is one.
TEXTS = st.lists(
    st.sampled_from([" ", ", ", ". ", "? ", "; ", "\n", " – "]), min_size=1, max_size=40
).map(
    lambda gaps: "".join(
        f"{'Word' if number % 3 else 'term'}{number}{gap}" for number, gap in enumerate(gaps)
    ).strip()
)
CONTINUATIONS = {
    "goes on": lambda said, left: left,
    "goes on after dots": lambda said, left: "… " * bool(said) + left,
    "says all again": lambda said, left: f"{said} {left}",
    "says all again, loudly": lambda said, left: f"{said.upper()}\n{left}",
    "says all again without marks": lambda said, left: (
        f"{' '.join(said.replace(',', '').split())} {left}"
    ),
    "says the last words again": lambda said, left: (
        f"{'...' * bool(said)}{' '.join(said.split(' ')[-6:])} {left}"
    ),
}


def flat(text: str) -> str:
    return " ".join(text.split())


@given(
    TEXTS,
    st.integers(0, 300),
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from(sorted(CONTINUATIONS)),
)
def test_nothing_twice_and_nothing_lost(
    text: str, cut: int, size: int, other: int, how: str
) -> None:
    """Wherever a provider fails and however another goes on, the text is said once and whole."""
    answer = AnswerText(most_characters=ENDLESS)
    answer.begin()
    clauses = fed(answer, text[:cut], size)
    answer.drop()
    assert " ".join(clauses) == answer.said
    left = flat(text).removeprefix(answer.said).strip()
    answer.begin()
    clauses += fed(answer, CONTINUATIONS[how](answer.said, left), other)
    clauses += answer.finish()
    assert answer.said == flat(text)
    assert " ".join(clauses) == flat(text)
    assert answer.draft == answer.said


@given(TEXTS, st.integers(1, 9), st.integers(20, 150))
def test_how_it_is_cut_changes_nothing(text: str, size: int, most: int) -> None:
    """What is said and what is kept does not hang on the pieces it came in."""
    whole, pieces = told(text, most=most), told(text, most=most, size=size)
    assert (pieces.said, pieces.rest) == (whole.said, whole.rest)
    assert flat(" ".join([whole.said, *whole.rest])) == flat(text)


@given(st.text(max_size=200), st.text(max_size=200), st.integers(1, 150))
def test_said_is_said(text: str, more: str, most: int) -> None:
    """What was released is never taken back, and a reply stays short."""
    answer = AnswerText(most_characters=most)
    answer.begin()
    fed(answer, text, 3)
    said = answer.said
    answer.drop()
    fed(answer, more, 3)
    answer.finish()
    assert answer.said.startswith(said)
    assert len(answer.said) <= max(most, MOST_CHARACTERS)
