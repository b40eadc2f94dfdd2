"""What a wheel carries."""

import tomllib
from fnmatch import fnmatch
from importlib.metadata import entry_points

from tests.rules import house

SETUPTOOLS = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "setuptools"
]


def test_a_wheel_carries_the_resources() -> None:
    """Every file that is not Python and that the program reads is one the wheel takes along."""
    taken = SETUPTOOLS["package-data"]["*"]
    left = [
        house.name(path)
        for folder in (*house.ROOMS, "resources")
        for path in (house.ROOT / folder).rglob("*")
        if path.is_file()
        and path.suffix not in (".py", ".pyc")
        and not any(fnmatch(path.name, pattern) for pattern in taken)
    ]
    assert left == []


def test_a_wheel_carries_every_room() -> None:
    """Each room and the resources are packages of the wheel; tests and benchmarks are not."""
    find = SETUPTOOLS["packages"]["find"]
    assert sorted(find["include"]) == sorted(f"{room}*" for room in (*house.ROOMS, "resources"))
    assert find["namespaces"]


def test_pam_is_a_command() -> None:
    """Installing makes the command `pam`."""
    (pam,) = entry_points(group="console_scripts", name="pam")
    assert pam.value == "pam_desktop.cli.main:main"
