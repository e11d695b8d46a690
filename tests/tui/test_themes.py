"""The themes can be read: contrast as WCAG 2.2 counts it."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.style import Style

from deskboard.tui.themes import Pens, pens, theme

DECORATION = ("faint",)
"""Lines, gaps and what is greyed out on purpose; nothing that must be read has this pen alone."""


def luminance(color: Color) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = color.get_truecolor()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(style: Style) -> float:
    assert style.color is not None and style.bgcolor is not None
    light, dark = sorted((luminance(style.color), luminance(style.bgcolor)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("name", "least"), [("dark", 4.5), ("light", 4.5), ("contrast", 7.0)])
def test_every_pen_can_be_read(name: str, least: float) -> None:
    poor = {
        pen: round(contrast(getattr(pens(name), pen)), 2)
        for pen in Pens._fields
        if pen not in DECORATION and contrast(getattr(pens(name), pen)) < least
    }
    assert poor == {}


@pytest.mark.parametrize("name", ["dark", "light", "contrast"])
def test_what_is_greyed_out_can_still_be_made_out(name: str) -> None:
    assert contrast(pens(name).faint) >= 2.0


def test_the_plain_theme_names_none_of_its_own() -> None:
    for pen in Pens._fields:
        color = getattr(pens("ansi"), pen).color
        assert color is None or color.is_default or (color.number is not None and color.number < 16), pen
    assert theme("ansi").ansi
