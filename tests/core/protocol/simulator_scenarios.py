"""How often which fault happens in the simulated world."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Which faults happen, each so often a second (network: so often a frame)."""

    drop: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    cut: float = 0.0
    half_open: float = 0.0
    kill_device: float = 0.0
    stop_device: float = 0.0
    kill_server: float = 0.0
    partition: float = 0.0
    restore: float = 0.0
    restore_device: float = 0.0
    late: float = 0.0
    """So often a commit takes seconds, and lands even where its connection is gone."""
    limit: float = 0.0
    trim: float = 0.0
    clock_jump: float = 0.0
    token_seconds: tuple[float, float] = (600.0, 900.0)


SCENARIOS = {
    "calm": Scenario(),
    # What TCP permits.
    "lines": Scenario(cut=0.05, half_open=0.02, kill_device=0.03, kill_server=0.02),
    # What it does not: the machines hold even so.
    "frames": Scenario(drop=0.03, duplicate=0.05, reorder=0.05, cut=0.02),
    "tokens": Scenario(limit=0.1, token_seconds=(3.0, 20.0), cut=0.02, clock_jump=0.1),
    "restore": Scenario(restore=0.02, trim=0.02, cut=0.03, kill_device=0.02, kill_server=0.02),
    "late": Scenario(late=0.3, cut=0.15, kill_device=0.03, limit=0.02),
    "old-disk": Scenario(restore_device=0.08, late=0.1, cut=0.05, kill_device=0.02),
    "all": Scenario(
        drop=0.01, duplicate=0.02, reorder=0.02, cut=0.03, half_open=0.01, kill_device=0.03,
        kill_server=0.02, partition=0.01, restore=0.01, restore_device=0.01, late=0.05, limit=0.03,
        trim=0.01, clock_jump=0.05, token_seconds=(5.0, 60.0),
    ),
    # The four that a public run of another engine lost to.
    "nemesis-disconnect": Scenario(cut=0.15),
    "nemesis-stop": Scenario(stop_device=0.1),
    "nemesis-partition": Scenario(partition=0.05),
    "nemesis-kill": Scenario(kill_device=0.1, kill_server=0.05),
}  # fmt: skip
