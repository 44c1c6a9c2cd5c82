"""What a letter's link opens in a real browser: light, fit for everybody, asking nobody else."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from survey.cli.demo.voter import read_link
from tests.browser.axe import find_violations
from tests.town import Town

pytestmark = pytest.mark.browser
FIRST_VIEW = 25_000


def test_a_page_whose_terms_are_not_those_of_the_letter_refuses(
    letters: Iterator[str], page: Page
) -> None:
    forged = next(letters)[:-4] + "AAAA"

    page.goto(forged)

    expect(page.get_by_text("Условия опроса на этом сервере не совпадают")).to_be_visible()
    expect(page.get_by_role("button", name="Взять бюллетень и начать")).to_be_hidden()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_screen_has_an_accessibility_fault_or_scrolls_sideways(
    chromium: Browser, town: Town, language: str, width: int
) -> None:
    visitor = chromium.new_context(viewport={"width": width, "height": 800}, locale="ru-RU")
    page = visitor.new_page()
    address, fragment = town.links[-1].split("#")
    page.goto(f"{address}?lang={language}#{fragment}")
    expect(page.locator("#fingerprint")).to_contain_text("-")
    faults = []
    screens = page.locator("[data-screen]").evaluate_all("all => all.map(e => e.dataset.screen)")

    for screen in screens:
        page.evaluate(
            "name => document.querySelectorAll('[data-screen]')"
            ".forEach(e => e.hidden = e.dataset.screen != name)",
            screen,
        )
        faults += [f"{screen}: {fault}" for fault in find_violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{screen} scrolls sideways")

    assert faults == []
    visitor.close()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_first_view_is_light_and_asks_nobody_else(
    town: Town, context: BrowserContext, language: str
) -> None:
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda reply: sizes.__setitem__(reply.url, weigh(reply)))
    address, fragment = town.links[-1].split("#")

    page.goto(f"{address}?lang={language}#{fragment}", wait_until="networkidle")

    assert {url.split("/")[2] for url in sizes} == {town.server.address.split("/")[2]}
    assert sum(sizes.values()) <= FIRST_VIEW, sizes


def weigh(reply) -> int:  # type: ignore[no-untyped-def]  # playwright's Response
    """Count the bytes of a reply as they came over the wire."""
    sizes = reply.request.sizes()
    total: int = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    return total


def test_the_parts_of_a_link_never_reach_the_server(
    town: Town, letters: Iterator[str], page: Page
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
    link = next(letters)

    page.goto(link)
    expect(page.locator("#fingerprint")).to_contain_text("-")

    token = read_link(link).token
    assert asked
    assert not [each for each in asked if token in each.split("#")[0]]


def test_the_page_is_compressed(town: Town) -> None:
    reply = town.director.client.get(
        f"{town.server.address}/s/{town.campaign}", headers={"Accept-Encoding": "gzip"}
    )

    assert reply.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(reply.content)) < FIRST_VIEW


def test_the_styles_stay_small() -> None:
    styles = Path("survey/web/static/accord.css").read_bytes()

    assert len(styles) <= 6_000


def test_a_link_that_was_cut_off_is_called_so_and_not_an_attack(
    letters: Iterator[str], page: Page
) -> None:
    page.goto(next(letters)[:-10])

    expect(page.get_by_text("В адресе не хватает личной части")).to_be_visible()
