from __future__ import annotations

import re
from pathlib import Path

import pytest

import monitor.inbox

STATIC = Path(monitor.inbox.__file__).parent / "static"
STYLE = (STATIC / "inbox.css").read_text(encoding="utf-8")
TEXT, PARTS = 4.5, 3.0  # WCAG 2.1: 1.4.3 for text, 1.4.11 for what shows where a control is
PAIRS = [
    *((ink, on, TEXT) for ink in ("ink", "soft", "link", "bad-ink", "good-ink", "s3") for on in ("paper", "sheet")),
    *(("chip-ink", f"s{n}", TEXT) for n in range(4)),
    ("go-ink", "go", TEXT),
    ("lit-ink", "lit", TEXT),
    ("good-ink", "good", TEXT),
    ("bad-ink", "bad", TEXT),
    *((edge, ground, PARTS) for edge in ("focus", "soft", "link", "go") for ground in ("paper", "sheet")),
]  # fmt: skip


def palette(*, dark: bool) -> dict[str, str]:
    light, at_night = STYLE.split("@media (prefers-color-scheme: dark)")[:2]
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", light))
    return found | dict(
        re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", at_night.split("*, *::before")[0]) if dark else ()
    )


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG21/#dfn-relative-luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_everything_can_be_read_by_weak_eyes(ink: str, ground: str, least: float, dark: bool) -> None:
    colours = palette(dark=dark)

    assert contrast(colours[ink], colours[ground]) >= least


def test_every_colour_has_its_own_in_the_dark() -> None:
    assert palette(dark=False).keys() == palette(dark=True).keys()
    assert not [name for name, colour in palette(dark=True).items() if colour == palette(dark=False)[name]]


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|url\(|@import|//[a-z]", re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)), path
