"""Nothing in the house knows the machine it was written on, or where packages come from."""

import re

from tests.rules import house

REGISTRIES = ("pypi", "pythonhosted", "npmjs", "debian", "ubuntu", "anaconda")
MACHINES = ("work", "root", "opt", "home")
NAMED = re.compile(
    rf"({'|'.join(REGISTRIES)})\.(org|com)|(?<![\w.~/])/({'|'.join(MACHINES)})/[\w.]"
)


def test_no_registry_and_no_machine_is_named() -> None:
    """No file names a package registry's host, or a path that only one machine has."""
    named = [
        f"{house.name(path)}:{number}: {line.strip()[:80]}"
        for path in house.written()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if NAMED.search(line)
    ]
    assert named == []
