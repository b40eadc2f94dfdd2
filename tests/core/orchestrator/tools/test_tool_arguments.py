"""What models write for arguments: brought to PAM's shapes, or told what was expected."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.orchestrator.tools.tool_arguments import ToolArgumentError
from pam_core.vocabulary.model_talk import ToolCall
from tests.core.language.said_sentences import NOW
from tests.core.orchestrator.tool_stage import ToolStage

TOOLBOX = ToolStage().toolbox


def slot(action: str, name: str, value: Any) -> Any:
    """What becomes of one argument."""
    slots = {**NEEDED.get(action, {}), name: value}
    call = ToolCall(id="c", name=action, arguments=json.dumps(slots))
    return TOOLBOX.intent(call, NOW).slots.get(name)


NEEDED: dict[str, dict[str, Any]] = {"expense-log": {"amount": "1", "category": "fuel"}}

USD_45 = {"amount": "45.00", "currency": "USD"}
CAD_45 = {"amount": "45.00", "currency": "CAD"}


@pytest.mark.parametrize(
    "given",
    ["45", 45, 45.0, "45.00", "$45", "45.00 USD", "45 dollars", "USD 45.00".split()[1]]
    + ["forty five dollars", {"amount": 45}, {"amount": "45", "currency": "usd"}, {"value": 45.00}],
)
def test_money(given: Any) -> None:
    """Money comes in many ways and leaves in one, with its cents."""
    assert slot("expense-log", "amount", given) == USD_45


@pytest.mark.parametrize(
    "given", ["45 CAD", {"amount": 45, "currency": "CAD"}, "45 Canadian dollars"]
)
def test_other_money(given: Any) -> None:
    """A currency that PAM knows stays what it is."""
    assert slot("expense-log", "amount", given) == CAD_45


@pytest.mark.parametrize(
    "given",
    [-45, "-45.00", "45 XYZ", {"amount": 45, "currency": "DOGE"}, "a lot", True, [45], 1e300]
    + [{"amount": "NaN"}, {"amount": "Infinity"}, {"amount": {"amount": 45}}, {"currency": "USD"}],
)
def test_impossible_money(given: Any) -> None:
    """What is no amount is refused with what one looks like."""
    with pytest.raises(ToolArgumentError, match='"amount" cannot be .* "45.00"'):
        slot("expense-log", "amount", given)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22T18:30:00-07:00", "2026-11-22"),
        ("2026-11-22 18:30", "2026-11-22"),
        ("yesterday", "2026-11-22"),
        ("11/22/2026", "2026-11-22"),
    ],
)
def test_days(given: str, day: str) -> None:
    """A day with a time is that day; a day in words is read as the user's would be."""
    assert slot("expense-log", "date", given) == day


@pytest.mark.parametrize(
    "given", ["2026-02-30", "2026-13-01", "0001-01-01", "9999-12-31", "soon", 7]
)
def test_impossible_days(given: Any) -> None:
    """There is no 30th of February."""
    with pytest.raises(ToolArgumentError, match='"date" cannot be .* YYYY-MM-DD'):
        slot("expense-log", "date", given)


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026-11-24T09:00", "2026-11-24T09:00:00-07:00"),
        ("2026-11-24T09:00:00-07:00", "2026-11-24T09:00:00-07:00"),
        ("2026-11-24T16:00:00Z", "2026-11-24T09:00:00-07:00"),
        ("2026-11-24", "2026-11-24"),
        ("tomorrow at 9 am", "2026-11-24T09:00:00-07:00"),
        ("2027-03-14T02:30", "2027-03-14T03:30:00-06:00"),
    ],
)
def test_moments(given: str, moment: str) -> None:
    """Moments are told in the user's zone; one that the clocks skip moves on."""
    assert slot("reminder-add", "at", given) == moment


@pytest.mark.parametrize(
    "given", ["2026-11-24T25:00", "2026-02-30T09:00", "whenever", "1000-01-01"]
)
def test_impossible_moments(given: str) -> None:
    """There is no 25 o'clock."""
    with pytest.raises(ToolArgumentError, match='"at" cannot be'):
        slot("reminder-add", "at", given)


NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


@pytest.mark.parametrize(
    "given",
    [NOVEMBER, {"start": "2026-11-01", "end": "2026-11-30"}, "this month", "2026-11", "November"],
)
def test_periods(given: Any) -> None:
    """A period has both of its ends."""
    assert slot("expense-query", "period", given) == NOVEMBER


def test_a_day_as_period() -> None:
    """One day is a period, too."""
    day = {"from": "2026-11-05", "to": "2026-11-05"}
    assert slot("expense-query", "period", "2026-11-05") == day


@pytest.mark.parametrize(
    "given",
    [{"from": "2026-11-30", "to": "2026-11-01"}, {"from": "2026-11-01"}, "2026-13", 11]
    + [{"from": "2026-11-01", "to": "later"}],
)
def test_impossible_periods(given: Any) -> None:
    """None ends before it begins, and none is without an end."""
    with pytest.raises(ToolArgumentError, match='"period" cannot be .* first and last day'):
        slot("expense-query", "period", given)


def test_no_period() -> None:
    """Left out, it is this month."""
    assert slot("expense-query", "period", None) == NOVEMBER


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ("FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2"),
        ("RRULE:freq=weekly;interval=2", "FREQ=WEEKLY;INTERVAL=2"),
        ("every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ({"every_miles": "5000"}, {"every_miles": 5000}),
        ("every 5000 miles", {"every_miles": 5000}),
    ],
)
def test_repeats(given: Any, rule: Any) -> None:
    """A rule as RFC 5545 has it, miles, or words for either."""
    assert slot("maintenance-remind", "every", given) == rule


@pytest.mark.parametrize(
    "given",
    ["FREQ=SECONDLY", "FREQ=WEEKLY;INTERVAL=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=", "a=b"]
    + [{"every_miles": -1}, {"every_miles": 2.5}, "often", 7],
)
def test_impossible_repeats(given: Any) -> None:
    """What never comes round, or without end, is refused."""
    with pytest.raises(ToolArgumentError, match='"every" cannot be .* RRULE'):
        slot("maintenance-remind", "every", given)


@pytest.mark.parametrize(
    ("action", "name", "given", "value"),
    [
        ("timer-start", "duration", "10 minutes", {"value": "10", "unit": "minute"}),
        (
            "timer-start",
            "duration",
            {"value": 1.5, "unit": "hours"},
            {"value": "1.5", "unit": "hour"},
        ),
        ("fuel-log", "volume", 42, {"value": "42", "unit": "gallon"}),
        ("fuel-log", "volume", "160 liters", {"value": "160", "unit": "liter"}),
        ("fuel-log", "price_per_unit", "3.899", {"amount": "3.899", "currency": "USD"}),
        ("fuel-log", "price_per_unit", 3.9, {"amount": "3.90", "currency": "USD"}),
        ("vehicle-odometer", "value", "81,300", {"value": "81300", "unit": "mile"}),
        ("convert", "quantity", "-4 fahrenheit", {"value": "-4", "unit": "fahrenheit"}),
        ("camp-find", "hookups", "full", ["full"]),
        ("camp-find", "hookups", ["electric", "electric", "water"], ["electric", "water"]),
        ("expense-log", "category", "diesel", "fuel"),
        ("expense-log", "category", "Fuel", "fuel"),
        ("place-find", "kind", "dump station", "dump_station"),
        ("budget-set", "category", "everything", "everything"),
        ("driving_mode", "on", "true", True),
        ("trip-add_stop", "position", 2, 2),
        ("trip-add_stop", "position", "next", "next"),
        ("spending-trend", "months", "a year", 12),
        ("expense-list", "count", "three", 3),
        ("expense-change", "value", "50 dollars", {"amount": "50.00", "currency": "USD"}),
        ("expense-change", "value", "yesterday", "2026-11-22"),
    ],
)
def test_other_values(action: str, name: str, given: Any, value: Any) -> None:
    """Quantities, lists and positions come out as the offline grammar has them."""
    assert slot(action, name, given) == value


@pytest.mark.parametrize(
    ("action", "name", "given"),
    [
        ("timer-start", "duration", 10),
        ("timer-start", "duration", "-10 minutes"),
        ("timer-start", "duration", "10 gallons"),
        ("fuel-log", "price_per_unit", -3),
        ("expense-log", "category", "yachts"),
        ("camp-find", "hookups", ["full"] * 21),
        ("camp-find", "hookups", {"full": True}),
        ("expense-log", "merchant", ["Shell"]),
        ("spending-trend", "months", 0),
        ("spending-trend", "months", 2.5),
        ("driving_mode", "on", "perhaps"),
        ("expense-change", "field", "owner"),
    ],
)
def test_impossible_values(action: str, name: str, given: Any) -> None:
    """The sentence names the argument and what it may be."""
    with pytest.raises(ToolArgumentError, match=f'"{name}" cannot be .* It is '):
        slot(action, name, given)


def test_values_that_may_be_are_named() -> None:
    """Of a closed list the model is told all of it."""
    with pytest.raises(ToolArgumentError, match="one of groceries, fuel, dining, camping"):
        slot("expense-log", "category", "yachts")


@pytest.mark.parametrize("left_out", [None, "", " ", "null", "None", "n/a", [], {}])
def test_left_out(left_out: Any) -> None:
    """What a model writes for nothing is nothing."""
    assert slot("expense-log", "merchant", left_out) is None


def test_text_is_cleaned_and_cut() -> None:
    """No control characters, no reversed reading, and no end of it: words stay whole."""
    assert slot("note-add", "text", " gate\x00\x1b code\n\u202e4411 ") == "gate code 4411"
    long = slot("note-add", "text", "word " * 500)
    assert len(long) <= 600
    assert set(long.split()) == {"word"}
    assert len(slot("expense-log", "merchant", "x" * 5000)) == 80


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ('{"amount": 45,', "not valid JSON"),
        ("I would log 45 dollars.", "not valid JSON"),
        ('{"amount": NaN}', "not valid JSON"),
        ('{"amount": -Infinity}', "not valid JSON"),
        ('{"amount": ' + "9" * 10_000 + "}", "not valid JSON"),
        ("[45]", "not a JSON object"),
        ("45", "not a JSON object"),
        ("null", "not a JSON object"),
        ("[" * 19_000, "not valid JSON"),
        ('{"a":' * 3_000 + "1" + "}" * 3_000, "not valid JSON|no argument"),
        ('{"note": "' + "x" * 100_000 + '"}', "longer than"),
        ('{"amount": 45, "cost": 3}', 'no argument "cost"'),
        ('{"amout": 45}', 'Did you mean "amount"'),
    ],
)
def test_broken(arguments: str, sentence: str) -> None:
    """Whatever came instead of arguments, the model is told in a short sentence."""
    with pytest.raises(ToolArgumentError, match=sentence) as caught:
        TOOLBOX.intent(ToolCall(id="c", name="expense-log", arguments=arguments), NOW)
    assert len(caught.value.sentence) < 400


@pytest.mark.parametrize("arguments", ["", "  ", "{}"])
def test_no_arguments(arguments: str) -> None:
    """An action without arguments may be called with none at all."""
    intent = TOOLBOX.intent(ToolCall(id="c", name="location-where", arguments=arguments), NOW)
    assert dict(intent.slots) == {}


ACTIONS = [TOOLBOX.action_of(tool.name) or "" for tool in TOOLBOX.specs("", 999)]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(value=JSON, action=st.sampled_from(sorted(ACTIONS)))
def test_anything_is_a_value_or_refused(value: Any, action: str) -> None:
    """Whatever a model gives for the slots, they are JSON again or a sentence; nothing breaks."""
    call = ToolCall(
        id="c", name=action, arguments=json.dumps(dict.fromkeys(TOOLBOX.slots(action), value))
    )
    assert _slots_or_sentence(call) not in ("", None)


def _slots_or_sentence(call: ToolCall) -> str:
    try:
        return json.dumps(dict(TOOLBOX.intent(call, NOW).slots), allow_nan=False)
    except ToolArgumentError as error:
        return error.sentence
