"""Enter in a terminal, on either kind of platform."""

import asyncio
import os

import pytest

from pam_desktop.host.terminal_keys import can_be_typed_into, lines


@pytest.mark.parametrize("platform", ["linux", "win32"])
async def test_each_line_comes_as_it_is_entered(platform: str) -> None:
    """A line is there once Enter is pressed, before the end of input; then it ends."""
    there, here = os.pipe()
    with os.fdopen(there, "r") as stdin:
        heard = lines(stdin, platform=platform)
        os.write(here, b"\nspoken\n")
        async with asyncio.timeout(10):
            assert [await anext(heard), await anext(heard)] == ["\n", "spoken\n"]
            os.close(here)
            assert [line async for line in heard] == []


def test_nobody_types_into_nothing() -> None:
    """Neither /dev/null nor a missing stdin is a keyboard."""
    with open(os.devnull, encoding="utf-8") as nothing:
        assert not can_be_typed_into(nothing)
    assert not can_be_typed_into(None)
