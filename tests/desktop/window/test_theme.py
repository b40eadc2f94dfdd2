"""The look: legible, by the numbers."""

import pytest

from pam_desktop.window.look.theme import (
    DAY,
    NIGHT,
    RESOURCES,
    THEMES,
    named_theme,
    style_sheet,
    wardrobe,
)

GROUNDS = ("ground", "sunken", "surface", "raised", "hover", "trouble_ground")
BRIGHT = ("brand", "brand_hover", "demo", "asleep", "waiting", "listening", "thinking", "speaking")


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_stands_out(ground: str, name: str) -> None:
    """Text has a contrast of 7:1 on every ground, soft text on every ground but a pressed one."""
    colours = named_theme(name, 1.0).colours
    assert contrast(colours["text"], colours[ground]) >= 7
    assert contrast(colours["text_soft"], colours[ground]) >= (5.5 if ground == "hover" else 7)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("bright", BRIGHT)
def test_text_stands_out_on_colour(bright: str, name: str) -> None:
    """Text on a strong colour, and a word in that colour on its bar, have 7:1."""
    colours = named_theme(name, 1.0).colours
    assert contrast(colours["on_bright"], colours[bright]) >= 7
    assert contrast(colours[bright], colours["surface"]) >= 7


@pytest.mark.parametrize("name", THEMES)
def test_borders_of_controls_are_seen(name: str) -> None:
    """The border of a control and the ring of focus have 3:1 on what they stand on."""
    colours = named_theme(name, 1.0).colours
    assert contrast(colours["edge"], colours["surface"]) >= 3
    assert contrast(colours["focus"], colours["ground"]) >= 3
    assert contrast(colours["focus"], colours["raised"]) >= 3


def test_nothing_is_pure_white_at_night() -> None:
    """A white that dazzles eyes used to the dark is in no token of the night theme."""
    assert all(luminance(it) < 0.95 for it in named_theme(NIGHT, 1.0).colours.values())


@pytest.mark.parametrize("name", THEMES)
def test_both_themes_have_the_same_tokens(name: str) -> None:
    """What one theme can paint, the other can."""
    assert named_theme(name, 1.0).colours.keys() == named_theme(DAY, 1.0).colours.keys()


def test_sizes_can_be_hit_and_read() -> None:
    """Targets are at least 48 px, the talk button 120, text 14 and the state word 20."""
    sizes = named_theme(NIGHT, 1.0).sizes
    assert sizes["target"] >= 48
    assert sizes["talk"] >= 120 + 20  # its body is drawn 10 px inside of it
    assert min(sizes["text"], sizes["text_small"], sizes["text_large"]) >= 14
    assert sizes["state"] >= 20


def test_text_grows_to_twice_its_size_and_no_further() -> None:
    """Text is scaled from 100 to 200 %; targets stay, they grow with their words."""
    wardrobe().wear(NIGHT, 9.0)
    assert wardrobe().theme.sizes["text"] == 2 * named_theme(NIGHT, 1.0).sizes["text"]
    assert wardrobe().theme.sizes["target"] == named_theme(NIGHT, 1.0).sizes["target"]


def test_a_theme_that_is_not_there_changes_nothing() -> None:
    """An unknown theme is refused by its name, and what is worn stays on."""
    wardrobe().wear(DAY)
    with pytest.raises(KeyError, match="sepia"):
        wardrobe().wear("sepia")
    assert wardrobe().theme.name == DAY


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_is_whole(name: str) -> None:
    """Every token of the style sheet is filled in, and the pictures it names are there."""
    wardrobe().wear(name)
    assert "$" not in style_sheet()
    assert (RESOURCES / "icons" / f"chevron-on-{name}.svg").is_file()
    assert (RESOURCES / "icons" / f"check-on-{name}.svg").is_file()
