from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inbox.house import QUESTION, House

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
SMALL = (
    "[...document.querySelectorAll('button:not(.plain), select, input:not([type=hidden])')]"
    ".filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).length"
)
GOOD = "korrekt häst batteri"
LONG = "Kommunalförbundsmedarbetarundersökningsrapport" * 8

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A real browser, where this machine has one."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pip install '.[browser]'"
    )
    if not CHROMIUM:
        pytest.skip("there is no Chromium on this machine: apt install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def at(house: House) -> Iterator[str]:
    """The address of an inbox in which the words are long."""
    house.publish(
        "forum", key="long", title=f"{LONG} i Lysekil", text=f"Lysekil {LONG}", url=f"https://a.example/{LONG}"
    )
    with house.open():
        yield f"http://127.0.0.1:{house.port}"


def open_page(chromium: Any, width: int, **options: Any) -> tuple[Any, list[str]]:
    """A page, and what went wrong on it or was asked of anybody else."""
    page = chromium.new_context(viewport={"width": width, "height": 800}, **options).new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: wrong.append(asked.url) if "127.0.0.1" not in asked.url else None)
    return page, wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_into_a_narrow_telephone(chromium: Any, house: House, at: str, scheme: str) -> None:
    page, wrong = open_page(chromium, 320, color_scheme=scheme)
    shots = Path(os.environ["SCREENSHOTS"]) if "SCREENSHOTS" in os.environ else None
    for path in ("/", "/incidents/1", "/items/1", "/sources", "/deliveries", "/calendar", "/search?q=vatten", "/me",
                 house.link(), house.link("hand_over")):  # fmt: skip
        page.goto(at + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert page.evaluate(SMALL) == 0, path
        if shots:
            page.screenshot(
                path=shots / f"{path.strip('/').replace('/', '-')[:20] or 'inbox'}-{scheme}.png", full_page=True
            )
    assert wrong == []


def test_at_night_one_press_takes_it_without_any_script(chromium: Any, house: House, at: str) -> None:
    page, wrong = open_page(chromium, 360, color_scheme="dark", java_script_enabled=False)
    page.goto(at + house.link())
    page.get_by_role("button", name="Jag tar den").click()

    page.get_by_text("Du har den sedan").wait_for()  # or it fails
    assert wrong == []
    assert house.incident()["acknowledged_by"] == "Maria"


def test_in_the_inbox_one_says_who_one_is_and_answers_without_any_script(chromium: Any, house: House, at: str) -> None:
    page, wrong = open_page(chromium, 1200, java_script_enabled=False)
    page.goto(at)
    page.get_by_role("link", name="Inget vatten i Lysekil").first.click()
    page.get_by_role("region", name="Svara").get_by_label("Vem är du?").first.select_option("Per")
    page.get_by_role("button", name="Väck nästa: tib").click()
    page.get_by_text("Per väckte tib.").wait_for()  # or it fails

    page.get_by_text("Lämna över", exact=True).first.click()
    page.get_by_label("Till vem?").select_option("Maria")
    page.get_by_role("button", name="Lämna över").click()
    page.get_by_text("Lämnad till Maria av Per. Inte tagen än.").wait_for()  # or it fails
    assert wrong == []
    assert [line["by"] for line in house.incident()["log"] if line["what"] in {"woken", "handed_over"}] == [
        "Per",
        "Per",
    ]


def test_the_inbox_renews_itself_unless_it_is_paused(chromium: Any, house: House, at: str) -> None:
    page, wrong = open_page(chromium, 1200)
    page.clock.install()
    page.goto(at)
    page.get_by_role("button", name="Pausa uppdateringen").click()
    house.publish("forum", key="new", title="Ett nytt omnämnande av Lysekil", text="x", verdict=QUESTION)
    page.clock.fast_forward(61_000)
    assert page.get_by_text("Ett nytt omnämnande").count() == 0

    page.get_by_role("button", name="Fortsätt uppdatera").click()
    page.get_by_role("button", name="Pausa uppdateringen").evaluate("one => one.blur()")
    page.clock.fast_forward(61_000)
    page.get_by_text("Ett nytt omnämnande").first.wait_for(timeout=5_000)
    assert wrong == []


def test_with_the_keyboard_one_comes_past_the_head_and_sees_where_one_is(chromium: Any, at: str) -> None:
    page, _ = open_page(chromium, 1200)
    page.goto(at)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_account_is_made_used_and_shared_without_any_script(
    chromium: Any, house: House, at: str, scheme: str
) -> None:
    page, wrong = open_page(chromium, 320, color_scheme=scheme, java_script_enabled=False)
    seen = Narrow(page, scheme)
    page.goto(at)
    seen.look("guest", "Inkorg")
    page.goto(at + house.invite())
    page.get_by_label("Namn").fill("Maria")
    page.get_by_label("Nytt lösenord", exact=True).fill(GOOD)
    page.get_by_label("Det nya lösenordet en gång till").fill("något helt annat")
    seen.look("join", "Skapa ditt konto")
    page.get_by_role("button", name="Skapa kontot").click()
    assert page.get_by_role("alert").inner_text() == "De två nya lösenorden är inte lika."
    assert page.get_by_label("Namn").input_value() == "Maria"
    page.get_by_label("Nytt lösenord", exact=True).fill(GOOD)
    page.get_by_label("Det nya lösenordet en gång till").fill(GOOD)
    page.get_by_role("button", name="Skapa kontot").click()
    page.get_by_text("Du är Maria.").wait_for()  # or it fails

    page.get_by_role("link", name="Personer").click()
    page.get_by_label("Namn").fill(LONG[:60])
    page.get_by_role("button", name="Skapa en länk").click()
    link = page.get_by_label("Länken", exact=True).input_value()
    seen.look("people", "Personer")
    page.get_by_role("link", name="Mitt konto").first.click()
    seen.look("account", "Mitt konto")
    page.get_by_role("button", name="Logga ut", exact=True).click()
    seen.look("login", "Logga in")
    page.get_by_label("Namn").fill("maria")
    page.get_by_label("Lösenord").fill(GOOD)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_text("Du är Maria.").wait_for()  # or it fails
    page.goto(at + house.invite("Maria"))
    seen.look("again", "Välj ett nytt lösenord")
    page.goto(f"{at}/join/{'A' * 43}")
    seen.look("used", "Länken gäller inte längre")
    assert link.startswith(at)
    assert [text for text in wrong if "410" not in text and "400" not in text] == []


class Narrow:
    """Looks whether a page fits into a narrow telephone, and keeps a picture where one is wanted."""

    def __init__(self, page: Any, scheme: str) -> None:
        self.page = page
        self.scheme = scheme

    def look(self, name: str, heading: str) -> None:
        """Look, as soon as the page of that heading is there."""
        self.page.get_by_role("heading", level=1, name=heading).wait_for(timeout=5_000)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert self.page.evaluate(SMALL) == 0, name
        if "SCREENSHOTS" in os.environ:
            self.page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}-{self.scheme}.png", full_page=True)
