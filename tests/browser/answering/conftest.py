"""Keep an open campaign, letters that nobody has opened, and a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.town import Town, found_town

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One open campaign for all tests here; each takes a letter of its own."""
    with found_town(tmp_path_factory.mktemp("town"), (10, 10)) as founded:
        yield founded


@pytest.fixture(scope="package")
def letters(town: Town) -> Iterator[str]:
    """Letters that nobody has opened yet."""
    return iter(town.links)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone whose owner reads Russian."""
    phone = chromium.new_context(viewport=PHONE, locale="ru-RU")  # type: ignore[arg-type]  # a plain dict
    yield phone
    phone.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of that phone; any error of its script fails the test."""
    page = context.new_page()
    page.set_default_timeout(20_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
