"""What is kept from leaving, what is not, and that it comes back."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn

from pam_core.privacy.masking import Masking
from tests.support.secrets import SECRETS

SAMPLES = [(kind, value) for kind, values in SECRETS.items() for value in values]
FRAMES = ("{}", "It is {}, okay?", "Is {} mine or not", "<b>{}</b>", '{{"note": "{}"}}', "x\n{}\ny")

ORDINARY = (
    "I spent 45.50 dollars on fuel at mile 123456 and 1,234.56 at Costco.",
    "The odometer reads 123456789.",
    "From 84532 to 84532-1234 it is 312 miles.",
    "We are at 38.5733, -109.5498 and it is -12.5 degrees.",
    "38.5733155,-109.5498395",
    "On 2026-11-23 at 14:00, or 11/23/2026 2:00 PM, or 23.11.2026.",
    "2026-11-23T14:00:00-07:00",
    "Remind me to call Bob at 1430 on 11/23/2026.",
    "Call mom on 11-23-2026 at 10:30.",
    "Text Ann that we drove 1234 miles at 12.5 miles per gallon.",
    "5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
    "Fuel was 3.459 9 times, 120.5 gallons, 414.69 dollars, 6,012,345 meters.",
    "Take I-70 exit 182, then US-191 for 31 miles to milepost 129.",
    "The trailer is 13'6\" high, 53 ft long and weighs 80,000 lbs.",
    "Meet me at the campground at recreation dot gov, site 4A-17.",
    "What is new at campendium.com?",
    "tire size 275/70R22.5, part AC-4461-22, 2 @ 5.99",
    "Why is the sky blue?",
    "https://example.com/campgrounds/moab/Slickrock-Campground-Reservations-2026-Confirmation",
    "Budget: 300-1200 dollars, 200-1000 miles, 1990-2000.",
    "[note 1] [card one] [card] [] [1]",
    "",
)
CALLED = (
    ("My social is 536904399.", "536904399"),
    ("my SSN: 078-05-1120", "078-05-1120"),
    ("account number 1234567890", "1234567890"),
    ("The routing number is 021000021.", "021000021"),
    ("call me at 555-0123", "555-0123"),
    ("my phone is 030 1234567", "030 1234567"),
    ("card 4111 1111 1111 1112", "4111 1111 1111 1112"),
    ("my card is 4111 1111 1111 1111 12/28", "4111 1111 1111 1111"),
    ("Visa 411 1111 1111 11111 please", "411 1111 1111 11111"),
    ("write to bob dot smith at example dot com", "bob dot smith at example dot com"),
    ("Authorization: Bearer a1b2c3d4e5f6", "a1b2c3d4e5f6"),
    ("the wifi password is hunter2!", "hunter2!"),
    ("api_key=abcdef123456", "abcdef123456"),
    ("card ４１１１ １１１１ １１１１ １１１１", "４１１１ １１１１ １１１１ １１１１"),
    ("435\u2011555\u20110123", "435\u2011555\u20110123"),
    ("4111\u00a01111\u00a01111\u00a01111", "4111\u00a01111\u00a01111\u00a01111"),
    ("4111\u200b1111\u200b1111\u200b1111", "4111\u200b1111\u200b1111\u200b1111"),
)

_WORDS = st.sampled_from("fuel at the 45.50 dollars 312 miles, and. in Moab is: 2026-11-23".split())
_BETWEEN = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)


def _digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def _cards(draw: st.DrawFn) -> str:
    body = draw(st.sampled_from("23456")) + draw(st.integers(11, 17).flatmap(_digits))
    number = body + luhn.calc_check_digit(body)
    size = draw(st.sampled_from((4, 19)))
    gap = draw(st.sampled_from((" ", "-")))
    return gap.join(number[at : at + size] for at in range(0, len(number), size))


@st.composite
def _ibans(draw: st.DrawFn) -> str:
    country, count = draw(st.sampled_from((("DE", 18), ("AT", 16), ("CH", 17), ("PL", 24))))
    body = draw(_digits(count))
    number = country + iban.calc_check_digits(f"{country}00{body}") + body
    return draw(st.sampled_from((number, iban.format(number), number.lower())))


@st.composite
def _phones(draw: st.DrawFn) -> str:
    first = draw(st.sampled_from(("435", "307", "928"))), draw(st.integers(200, 999))
    form = draw(st.sampled_from(("{}-{}-{}", "({}) {}-{}", "{} {} {}", "{}.{}.{}", "+1{}{}{}")))
    return form.format(*first, draw(_digits(4)))


_SECRETS = st.one_of(_cards(), _ibans(), _phones(), st.sampled_from([v for _, v in SAMPLES]))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("kind", "value"), SAMPLES)
def test_each_kind(kind: str, value: str, frame: str) -> None:
    """Every kind is found whatever it stands in, named for what it is, and comes back."""
    text, masking = frame.format(value), Masking()
    masked = masking.mask(text)
    assert value not in masked
    assert masking.found == (kind,)
    assert masking.unmask(masked) == text


@pytest.mark.parametrize("text", ORDINARY)
def test_left_alone(text: str) -> None:
    """Prices, distances, dates, places and addresses of the web are what a question is about."""
    masking = Masking()
    assert (masking.mask(text), masking.found) == (text, ())


@pytest.mark.parametrize(("text", "secret"), CALLED)
def test_called_so(text: str, secret: str) -> None:
    """What alone could be anything is found by the word before it; so are foreign digits."""
    masking = Masking()
    masked = masking.mask(text)
    assert secret not in masked
    assert len(masking.found) == 1
    assert masking.unmask(masked) == text


@settings(deadline=None)
@given(st.lists(st.tuples(_BETWEEN, _SECRETS), min_size=1, max_size=4), _BETWEEN)
def test_none_is_left(pieces: list[tuple[str, str]], end: str) -> None:
    """However many secrets stand in a running text, none is in what leaves, and all come back."""
    text = " so ".join(f"{words} so {secret}" for words, secret in pieces) + f" so {end}"
    masking = Masking()
    masked = masking.mask(text)
    assert [secret for _, secret in pieces if secret in masked] == []
    assert masking.unmask(masked) == text


@settings(deadline=None)
@given(st.text(st.sampled_from("019 -.,+@[]aZ1435") | st.characters(), max_size=80))
def test_any_text_comes_back(text: str) -> None:
    """Whatever is masked, unmasking it gives the same text."""
    masking = Masking()
    assert masking.unmask(masking.mask(text)) == text


def test_the_same_again() -> None:
    """A value has one placeholder, in every text of a turn; another one has another."""
    masking = Masking()
    first = masking.mask("Call 435-555-0123, not 435-555-0199.")
    assert first == "Call [phone 1], not [phone 2]."
    assert masking.mask("435-555-0199 or bob@example.com") == "[phone 2] or [email 1]"
    assert masking.found == ("phone number", "e-mail address")


def test_known_elsewhere() -> None:
    """What was masked once is masked where nothing tells what it is, and inside other words."""
    masking = Masking()
    masking.mask("My account number is 12345678.")
    assert masking.mask("Is 12345678 or x12345678y right?") == (
        "Is [account 1] or x[account 1]y right?"
    )


def test_known_across_a_border() -> None:
    """Where a known value overlaps a new one, nothing is left of either."""
    masking = Masking()
    masking.mask("account number 777435")
    masked = masking.mask("see 777435-555-0123 or 777435 435-555-0123")
    assert "0123" not in masked
    assert "777435" not in masked
    assert masking.unmask(masked) == "see 777435-555-0123 or 777435 435-555-0123"


def test_looks_like_a_placeholder() -> None:
    """A user's own "[card 1]" survives beside a real one, and is nothing that was hidden."""
    masking = Masking()
    text = "In [card 1] I wrote 4111 1111 1111 1111, see [Card1]."
    masked = masking.mask(text)
    assert masked == "In [text 1] I wrote [card 1], see [text 2]."
    assert masking.unmask(masked) == text
    assert masking.found == ("card number",)


def test_quick_to_start() -> None:
    """An ordinary question loads neither the phone numbers of the world nor its banks."""
    code = (
        "import sys; from pam_core.privacy.masking import Masking;"
        "print(Masking().mask('I spent 45.50 dollars at mile 123456.'),"
        "sorted({'phonenumbers', 'stdnum'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "I spent 45.50 dollars at mile 123456. []"
