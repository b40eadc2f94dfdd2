"""What is locked is what is asked for, with a hash for every file."""

import re
import tomllib
from collections.abc import Iterable, Mapping

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.rules import house

Locked = Mapping[str, Iterable[Requirement]]

PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = ("linux", "win32", "darwin")

PROJECT = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lines(file: str) -> list[str]:
    """A requirements file's entries: continued lines joined, comments left out."""
    text = (house.ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def locked(file: str) -> Locked:
    """The pins of a lock by name; more than one where they differ by Python or system."""
    pins: dict[str, list[Requirement]] = {}
    for line in lines(file):
        pin = Requirement(line.split(" --hash=")[0])
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def unmet(asked: Iterable[str], pins: Locked) -> list[str]:
    """What is asked for somewhere and not met there by exactly one pin."""
    found = []
    for python in PYTHONS:
        for system in SYSTEMS:
            here = {
                "python_version": python,
                "python_full_version": f"{python}.9",
                "sys_platform": system,
                "platform_system": {"linux": "Linux", "win32": "Windows", "darwin": "Darwin"}[
                    system
                ],
                "os_name": {"win32": "nt"}.get(system, "posix"),
            }
            for wish in map(Requirement, asked):
                if wish.marker is None or wish.marker.evaluate(here):
                    fitting = [
                        pin
                        for pin in pins.get(canonicalize_name(wish.name), ())
                        if (pin.marker is None or pin.marker.evaluate(here))
                        and wish.specifier.contains(version(pin), prereleases=True)
                    ]
                    if len(fitting) != 1:
                        found.append(f"{wish} with {python} on {system}")
    return found


def version(pin: Requirement) -> str:
    """The one version a pin allows."""
    (only,) = pin.specifier
    assert only.operator == "=="
    return only.version


def versions(pins: Iterable[Requirement]) -> list[str]:
    """The versions pinned, whichever system or Python they are for."""
    return sorted({version(pin) for pin in pins})


LOCKS = sorted(path.name for path in house.ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_is_pinned_with_its_hashes(lock: str) -> None:
    """Every line of a lock is one version and its hashes, and nothing else."""
    loose = [
        line
        for line in lines(lock)
        if not re.fullmatch(r"\S+==\S+( ; [^-]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", line)
    ]
    assert lines(lock) != []
    assert loose == []


def test_the_lock_meets_the_project() -> None:
    """Each dependency, and the build's own, is locked in a version that pyproject.toml allows."""
    pins = locked("requirements.lock")
    assert unmet(PROJECT["project"]["dependencies"], pins) == []
    assert unmet(PROJECT["build-system"]["requires"], pins) == []
    assert unmet(lines("requirements-build.in"), pins) == []


def test_the_tests_lock_adds_and_changes_nothing() -> None:
    """What tests are run with is what users run, and the tools beside it."""
    run, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    asked = PROJECT["project"]["optional-dependencies"]["dev"]
    assert unmet(asked, dev) == []
    assert {name: versions(dev[name]) for name in run} == {
        name: versions(pins) for name, pins in run.items()
    }


def test_the_servers_lock_is_a_part_of_the_tests_lock() -> None:
    """The server runs with what it was tested with, and brings what its extra asks for."""
    server, dev = locked("requirements-server.lock"), locked("requirements-dev.lock")
    asked = PROJECT["project"]["optional-dependencies"]["server"]
    assert unmet(asked, server) == []
    assert {name: versions(pins) for name, pins in server.items()} == {
        name: versions(dev[name]) for name in server
    }


@pytest.mark.parametrize("name", ["requirements-models", "requirements-models-more"])
def test_the_models_are_locked(name: str) -> None:
    """Model packages are locked by themselves: their own dependencies are not wanted."""
    assert unmet(lines(f"{name}.in"), locked(f"{name}.lock")) == []
    assert len(locked(f"{name}.lock")) == len(lines(f"{name}.in"))


def test_the_rivals_are_locked_apart() -> None:
    """What PAM is measured beside is locked, and no part of what users or tests install."""
    rivals = lines("requirements-bench.in")
    assert unmet(rivals, locked("requirements-bench.lock")) == []
    assert not {"litellm", "pydantic-ai-slim"} & locked("requirements-dev.lock").keys()


def test_the_default_models_are_the_extra() -> None:
    """`pip install pam-desktop[models]` brings what `make run` brings."""
    extra = PROJECT["project"]["optional-dependencies"]["models"]
    assert sorted(extra) == sorted(lines("requirements-models.in"))


def test_pythons() -> None:
    """The set-up looks for the Pythons that the project allows."""
    allowed = SpecifierSet(PROJECT["project"]["requires-python"])
    fits = (house.ROOT / "setup" / "find-python.sh").read_text(encoding="utf-8")
    assert [python for python in PYTHONS if python not in allowed] == []
    assert "(3, 11) <= sys.version_info[:2] < (3, 14)" in fits
    assert "3.10" not in allowed
    assert "3.14" not in allowed
