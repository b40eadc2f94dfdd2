"""What this machine has for a language model: cores and memory."""

import os
import sys
from pathlib import Path

MOST_THREADS = 4
"""More hardly help a small model, and others on this machine want to work too."""

_CORES = Path("/sys/devices/system/cpu")
_MEMORY = Path("/proc/meminfo")


def reading_threads(chosen: int) -> int:
    """How many threads read a question: as many as chosen, else (0) one for each core."""
    return chosen or min(MOST_THREADS, cores())


def writing_threads(chosen: int) -> int:
    """How many threads write an answer: one core is left for the voice that speaks it meanwhile.

    The threads wait for one another at every step: on two cores with one taken, two of them are
    half as fast as one alone.
    """
    return chosen or max(1, min(MOST_THREADS, cores() - 1))


def cores() -> int:
    """The cores this program may use; two threads of one core count once where that is known."""
    if sys.platform != "linux":
        return os.cpu_count() or 1
    usable = os.sched_getaffinity(0)
    siblings = {
        file.read_text(encoding="ascii")
        for cpu in usable
        if (file := _CORES / f"cpu{cpu}" / "topology" / "thread_siblings_list").is_file()
    }
    return len(siblings) or len(usable)


def free_memory_bytes() -> int | None:
    """The memory that can be had without swapping; None where the system does not say."""
    if not _MEMORY.is_file():
        return None
    for line in _MEMORY.read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None
