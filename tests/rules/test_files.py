"""How long a file is, what it is called, what it says of itself."""

import ast

from tests.rules import house

LONGEST = 300
LONGER = {
    "audio/loudspeaker.py": "the stream's states are one machine; apart they would share all",
}
"""Files that may be longer, and why."""

VAGUE = {"helper", "helpers", "manager", "misc", "util", "utils"}
"""Names that say nothing of what a file is for."""


def test_a_file_is_short() -> None:
    """A file has at most 300 lines, or a reason; a reason is dropped when it is short again."""
    long = {
        house.name(path)
        for path in house.modules(*house.ROOMS)
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
    }
    assert long == set(LONGER)


def test_a_module_says_what_it_is_for() -> None:
    """Every module begins with a docstring whose first line is a sentence."""
    silent = [
        house.name(path)
        for path in house.modules(*house.ROOMS, "bench", "tests")
        if not (ast.get_docstring(house.tree(path)) or "-").splitlines()[0].endswith(".")
    ]
    assert silent == []


def test_a_file_is_named_for_what_is_in_it() -> None:
    """No file is called helper, manager or utils."""
    vague = [
        house.name(path)
        for path in house.modules(*house.ROOMS, "bench", "tests")
        if VAGUE & set(path.stem.split("_"))
    ]
    assert vague == []


def test_only_the_face_prints() -> None:
    """The mind, the senses and the models give values and events; printing is the face's.

    What runs under `python -m` is a command of its own.
    """
    prints = [
        f"{house.name(path)}:{node.lineno}"
        for path in house.modules("pam_core", "audio", "models")
        for statement in house.tree(path).body
        if not isinstance(statement, ast.If)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert prints == []
