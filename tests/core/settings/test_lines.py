"""Where the keys of a TOML file stand."""

import tomllib

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from pam_core.settings.lines import key_lines, line_of


def test_lines() -> None:
    """Headers, bare, dotted and quoted keys are found; what is inside values is not."""
    text = """\
# a = 1
top = 1
[a]
b = [
  [1, 2], # ]
  "c = 3 ]",
]
c.d = 2
"e=f" = '''x
g = 1
''' # end
h = "[" # '''
[a."i.j"]  # comment ]
k = { l = 1 }
"""
    tomllib.loads(text)
    assert key_lines(text) == {
        ("top",): 2,
        ("a",): 3,
        ("a", "b"): 4,
        ("a", "c"): 8,
        ("a", "c", "d"): 8,
        ("a", "e=f"): 9,
        ("a", "h"): 12,
        ("a", "i.j"): 13,
        ("a", "i.j", "k"): 14,
    }


def test_nearest_line() -> None:
    """A key inside an inline table is on the line of the table."""
    assert line_of(("a", "b"), {("a",): 7}) == 7
    assert line_of(("a",), {}) is None


KEYS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8
)
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(st.characters(codec="utf-8"), max_size=12),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))
def test_any_file(tree: dict[str, dict[str, object]]) -> None:
    """Every key of any file is found on a line on which its own table is read so far."""
    text = tomlkit.dumps(tree)
    lines = key_lines(text)
    for section, table in tree.items():
        for key in table:
            line = lines[section, key]
            assert key not in tomllib.loads("\n".join(text.split("\n")[: line - 1])).get(
                section, {}
            )
