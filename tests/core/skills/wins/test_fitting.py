"""The longest answers still fit the ear: `Talk.say` checks every one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.skills.wins.spoken import LONGEST, LONGEST_QUOTE, fitted, listed, quoted
from tests.core.skills.wins.talk import Talk

LONG = "Extraordinarily Wonderful Mountain Provisions Emporium Incorporated"
MUCH = "9999999 dollars and 99 cents"


@pytest.mark.parametrize(
    "talk_of",
    [
        [
            f"I spent {MUCH} on entertainment at {LONG} on October 28th",
            "yes",
            "what was my last expense",
            "list my entertainment expenses in October",
            f"change the last expense to 8,888,888.88 Canadian dollars at {LONG}",
            "change the last expense to 8,888,888.88 Canadian dollars",
            "yes",
            "that was on October 27th",
            f"change the store to {LONG}",
            f"change the description to {LONG}",
            "how much did I spend on entertainment in October",
            "am I spending more on entertainment than last month",
            "what is my entertainment trend over the last twelve months",
            "compare this month with last month",
            "delete the last expense",
            "yes",
        ],
        [
            f"set my entertainment budget to {MUCH} a month",
            "I spent 9876543 dollars and 21 cents on entertainment",
            "yes",
            "how am I doing on my entertainment budget",
            "can I afford 123456.78 for entertainment",
            "set my entertainment budget to 8888888.88 Canadian dollars a week",
            "set my maintenance budget to 8888888.88 a year",
            "set my insurance budget to 8888888.88 a year",
            "how are my budgets",
            "delete my entertainment budget",
            "yes",
        ],
        [
            f"I want to save {MUCH} for {LONG} by September 28th",
            f"put 1234567.89 toward the {LONG}",
            "put 1234567.89 in savings",
            f"how close am I to my {LONG} goal",
            f"I want to save {MUCH} for {LONG} again by September 28th",
            f"I want to save {MUCH} for {LONG} too by September 28th",
            "how are my savings goals",
            "put 50 dollars in savings",
        ],
        [
            f"I got paid {MUCH} from {LONG} on October 28th",
            "yes",
            f"I got paid 8888888.88 Canadian dollars from {LONG} on October 28th",
            "yes",
            f"how much did I earn from {LONG} in October",
            "how much did I earn in October",
        ],
    ],
    ids=["expenses", "budgets", "goals", "income"],
)
async def test_the_longest_answers_fit(talk_of: list[str]) -> None:
    """Huge sums and long names make no answer longer than two sentences and 120 characters."""
    talk = Talk()
    answered = [await talk.say(said) for said in talk_of]
    await talk.notices()
    assert all(answered)


@given(st.text(max_size=80))
def test_quoting_shortens(text: str) -> None:
    """A quote is the beginning of what was said, and short."""
    short = quoted(text)
    assert short is not None
    assert len(short) <= LONGEST_QUOTE
    assert text.startswith(short)


@given(st.lists(st.text("ab c", min_size=1, max_size=40).map(str.strip).filter(bool), min_size=1))
def test_nothing_is_lost_from_a_list(items: list[str]) -> None:
    """All items are in the answer or in what "more" says, and each piece fits."""
    text, rest = listed("Your list:", items)
    assert all(len(piece) <= LONGEST for piece in (text, *rest))
    said = ", ".join([text.removeprefix("Your list: "), *rest]).replace(".", "")
    assert said.casefold() == ", ".join(items).casefold()


@given(st.lists(st.text("ab ", max_size=70)))
def test_sentences_keep_their_order(sentences: list[str]) -> None:
    """What does not fit comes later, nothing is left out."""
    text, rest = fitted(*sentences)
    assert " ".join([text, *rest]).split() == " ".join(sentences).split()
