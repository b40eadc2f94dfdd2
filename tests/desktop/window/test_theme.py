"""The look: legible, by the numbers."""

import pytest

from pam_desktop.window.look.theme import RESOURCES, style_sheet, theme

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


@pytest.mark.parametrize("ground", GROUNDS)
def test_text_stands_out(ground: str) -> None:
    """Text has a contrast of 7:1 on every ground, soft text on every ground but a pressed one."""
    colours = theme().colours
    assert contrast(colours["text"], colours[ground]) >= 7
    assert contrast(colours["text_soft"], colours[ground]) >= (5.5 if ground == "hover" else 7)


@pytest.mark.parametrize("bright", BRIGHT)
def test_text_stands_out_on_colour(bright: str) -> None:
    """Dark text on a bright button, and the bright state word on its bar, have 7:1."""
    colours = theme().colours
    assert contrast(colours["on_bright"], colours[bright]) >= 7
    assert contrast(colours[bright], colours["surface"]) >= 7


def test_sizes_can_be_hit_and_read() -> None:
    """Targets are at least 48 px, the talk button 120, text 14 and the state word 20."""
    sizes = theme().sizes
    assert sizes["target"] >= 48
    assert sizes["talk"] >= 120 + 20  # its body is drawn 10 px inside of it
    assert min(sizes["text"], sizes["text_small"], sizes["text_large"]) >= 14
    assert sizes["state"] >= 20


def test_the_style_sheet_is_whole() -> None:
    """Every token of the style sheet is filled in, and the pictures it names are there."""
    text = style_sheet()
    assert "$" not in text
    assert (RESOURCES / "icons" / "chevron-on-theme.svg").is_file()
    assert (RESOURCES / "icons" / "check-on-theme.svg").is_file()
