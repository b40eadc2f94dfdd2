"""Lists."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pam_core.skills.days.lists import ListSkill, items_said
from pam_core.skills.days.reading_out import read_out
from pam_core.vocabulary.list_item import ListItem
from tests.core.skills.days.days_stage import Stage

ADD, READ, REMOVE, CLEAR = "list.add", "list.read", "list.remove", "list.clear"


@pytest.fixture
def stage() -> Stage:
    return Stage(ListSkill)


async def test_added_and_read(stage: Stage) -> None:
    """What was put on a list is read in that order; "undo" takes it off again."""
    said = await stage.do(ADD, item="milk, eggs and bread", list="shopping")
    assert said == "Added milk, eggs and bread to your shopping list."
    stage.pass_time(seconds=5)
    assert await stage.do(ADD, item="propane", list="shopping")
    assert await stage.do(READ, list="shopping") == (
        "On your shopping list: milk, eggs, bread and propane."
    )
    assert await stage.undo() == "adding propane to your shopping list"
    assert await stage.do(READ, list="shopping") == "On your shopping list: milk, eggs and bread."


async def test_already_there(stage: Stage) -> None:
    """What is on the list is not put there twice, and that is said."""
    await stage.do(ADD, item="milk", list="shopping")
    assert await stage.do_nothing(ADD, item="Milk", list="shopping") == (
        "Your shopping list has Milk already."
    )
    assert await stage.do(ADD, item="milk and tea", list="shopping") == (
        "Added tea to your shopping list. It has milk already."
    )
    assert len(await stage.memory.find(ListItem)) == 2


async def test_lists_are_apart(stage: Stage) -> None:
    """Each list has its own things; groceries are shopping and a todo is to do."""
    await stage.do(ADD, item="milk", list="grocery")
    await stage.do(ADD, item="wash the truck", list="todo")
    assert await stage.do(READ, list="shopping") == "On your shopping list: milk."
    assert await stage.do(READ, list="to do") == "On your to do list: wash the truck."
    assert await stage.do(READ, list="packing") == "Your packing list is empty."


async def test_the_only_list(stage: Stage) -> None:
    """Without a name the only list is meant; of several PAM asks."""
    assert (await stage.plan(ADD, item="milk")).asks == "list"
    await stage.do(ADD, item="milk", list="shopping")
    assert await stage.do(ADD, item="eggs") == "Added eggs to your shopping list."
    await stage.do(ADD, item="tent", list="packing")
    assert (await stage.plan(ADD, item="bread")).asks == "list"
    assert (await stage.plan(ADD, list="packing")).asks == "item"


async def test_which_lists(stage: Stage) -> None:
    """What lists there are is told with how much is on each."""
    assert (await stage.do(READ, list="all")).startswith("You have no lists yet.")
    await stage.do(ADD, item="milk and eggs", list="shopping")
    await stage.do(ADD, item="tent", list="packing")
    assert await stage.do(READ, list="all") == "Your lists: shopping, 2 things; packing, 1 thing."


async def test_taken_off(stage: Stage) -> None:
    """A thing goes without a question and comes back with "undo"."""
    await stage.do(ADD, item="milk, a new hose and propane tank", list="shopping")
    assert await stage.do(REMOVE, item="the hose", list="shopping") == (
        "Took new hose off your shopping list."
    )
    assert await stage.undo() == "taking new hose off your shopping list"
    assert len(await stage.memory.find(ListItem)) == 3
    plan = await stage.plan(REMOVE, item="tent", list="shopping")
    assert plan.text == "I find no tent on your shopping list."


async def test_clearing_asks_first(stage: Stage) -> None:
    """A whole list is emptied only after a yes; "undo" brings all of it back."""
    await stage.do(ADD, item="milk and eggs", list="shopping")
    plan = await stage.plan(CLEAR, list="shopping")
    assert (plan.confirms, plan.keeps) == (True, ())
    assert plan.text == "Your shopping list has 2 things. Shall I clear it?"
    await stage.do(CLEAR, list="shopping", confirmed=True)
    assert await stage.do(READ, list="shopping") == "Your shopping list is empty."
    await stage.undo()
    assert len(await stage.memory.find(ListItem)) == 2


async def test_too_much_at_once(stage: Stage) -> None:
    """Whoever reads out a whole book is asked to begin again."""
    plan = await stage.plan(ADD, item=", ".join(f"thing {n}" for n in range(50)), list="shopping")
    assert (plan.asks, plan.keeps) == ("item", ())


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("milk", ["milk"]),
        ("milk and eggs", ["milk", "eggs"]),
        ("milk, eggs, and some bread", ["milk", "eggs", "bread"]),
        ("mac and cheese and milk", ["mac and cheese", "milk"]),
        ("salt and pepper", ["salt and pepper"]),
        ("nuts & bolts", ["nuts", "bolts"]),
        (" , and ", []),
        ("", []),
    ],
)
def test_several_in_a_breath(said: str, items: Sequence[str]) -> None:
    """Several things are several, but what belongs together stays together."""
    assert list(items_said(said)) == items


@settings(deadline=None)
@given(items=some.lists(some.text("abcdefgh ", min_size=1, max_size=90), min_size=1, max_size=30))
def test_read_a_few_at_a_time(items: list[str]) -> None:
    """However long a list, each piece fits the ear and none is left out."""
    first, rest = read_out("On your list: ", items)
    assert all(len(piece) <= 120 for piece in (first, *rest))
    said = " ".join((first, *rest)).lower()
    assert all(item.split()[0] in said for item in items if item.split())


async def test_many_long_things_fit_the_ear(stage: Stage) -> None:
    """However many and long the things, the old ones among them, the answer can be said."""
    name = "things for the long way to the far north and back again"
    items = [f"the {number}0 pound bag of extra crunchy dog food" for number in range(1, 9)]
    await stage.do("list.add", item=", ".join(items[:4]), list=name)
    await stage.do("list.add", item=", ".join(items), list=name)
    await stage.do("list.remove", item=", ".join(items), list=name)
    assert await stage.do("list.read", list=name)


async def test_what_comes_back_stands_where_it_stood(stage: Stage) -> None:
    """After "undo" a list is read just as before."""
    await stage.do(ADD, item="milk, eggs, bread and tea", list="shopping")
    before = await stage.do(READ, list="shopping")
    await stage.do(REMOVE, item="eggs and milk", list="shopping")
    await stage.undo()
    assert await stage.do(READ, list="shopping") == before
    await stage.do(CLEAR, list="shopping", confirmed=True)
    await stage.undo()
    assert await stage.do(READ, list="shopping") == before


def test_a_large_number_is_one_thing() -> None:
    """The commas of a number part nothing."""
    assert items_said("1,000,000 bananas, 2,500 nails and 3 eggs") == [
        "1,000,000 bananas",
        "2,500 nails",
        "3 eggs",
    ]


async def test_just_what_was_named_is_taken_off(stage: Stage) -> None:
    """Milk is the milk, not the almond milk before it; what is not there is said."""
    await stage.do(ADD, item="almond milk, milk, eggs", list="shopping")
    said = await stage.do(REMOVE, item="milk and unicorns", list="shopping")
    assert said == "Took milk off your shopping list. I find no unicorns there."
    assert await stage.do(READ, list="shopping") == "On your shopping list: almond milk and eggs."
