"""The page of rights in a real browser, and the page that leads there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import find_violations
from tests.cli.accord import accord
from tests.town import Town, found_town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One open campaign."""
    with found_town(tmp_path_factory.mktemp("town"), (10, 10)) as founded:
        yield founded


def test_from_a_letter_to_the_rights_and_back_nothing_is_lost(
    town: Town, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="ru-RU")
    page = context.new_page()
    page.goto(town.links[0])
    page.get_by_role("button", name="Взять бюллетень и начать").click()
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    page.locator("[data-screen]:not([hidden]) [data-q] input").first.check()

    with context.expect_page() as opened:
        page.locator("footer").get_by_role("link", name="Ваши права").click()

    rights = opened.value
    for width in (320, 1280):
        rights.set_viewport_size({"width": width, "height": 800})
        for language, switch in (("ru", "по-русски"), ("en", "in English")):
            if rights.locator("html").get_attribute("lang") != language:
                rights.get_by_role("link", name=switch).click()
            expect(rights.locator("html")).to_have_attribute("lang", language)
            assert rights.locator("ol > li").count() == 8
            assert rights.evaluate("document.documentElement.scrollWidth") <= width
            assert find_violations(rights, "best-practice") == []
    assert rights.evaluate("document.scripts.length") == 0
    assert rights.evaluate("window.opener") is None
    assert context.cookies() == []
    rights.close()
    assert page.locator("[data-screen]:not([hidden]) [data-q] input").first.is_checked()
    context.close()


def test_a_running_server_is_as_it_promised(town: Town) -> None:
    done = accord(town.home, "verify-page", town.links[1])

    assert done.exit_code == 0, done.output
    assert "НЕТ" not in done.stdout
    assert "Условия те, что указаны в вашей ссылке." in done.stdout
