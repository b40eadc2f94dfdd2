"""Real desktops and a real server, broken in every way there is: nothing lost, nothing doubled.

`python -m bench chaos` does the same a thousand times.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tests.support.chaos import Fault, World, a_world, one_round
from tests.support.chaos_check import Verdict
from tests.support.chaos_nemeses import restored
from tests.support.chaos_proxy import Chaos

SEED = 20


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, SEED, pause=0.12) as world:
        yield world


def broken(verdicts: Sequence[Verdict]) -> list[str]:
    """What was promised and not kept, in words."""
    return [line for one in verdicts for line in one.wrong]


@pytest.mark.timeout(300)
async def test_all_faults(world: World) -> None:
    """Each kind of fault once, at any moment, then a server put back to a backup."""
    faults = [*Chaos, *Fault]
    world.chance.shuffle(faults)
    _, verdicts = await one_round(world, faults)
    assert not broken(verdicts)
    assert sum(one.acknowledged for one in verdicts) > len(faults), "the users did something"
    assert not broken(await restored(world, cut_off=True))
    assert not world.crashes()
