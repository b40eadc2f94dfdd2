"""How much of PAM works now, told by what really worked and not by asking around."""

from enum import IntEnum


class ServiceLevel(IntEnum):
    """From everything to hardly anything."""

    FULL = 1
    """Open questions are answered by the first choice."""
    REDUCED = 2
    """By another provider than the first choice."""
    BASIC = 3
    """By a model on this machine only, for want of the network."""
    LOCAL = 4
    """Not at all; PAM's own skills work."""
    MAINTENANCE = 5
    """Nothing can be kept: the disk or the database fails."""
