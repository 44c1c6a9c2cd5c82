"""Keep a page that has the module."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.ballot_module.bench import LOCAL, START, open_page, run


@pytest.fixture(scope="package")
def page(chromium: Browser) -> Iterator[Page]:
    """A page that has the module as `ballot`; no request leaves the test."""
    page = open_page(chromium, LOCAL)
    run(page, START)
    yield page
    page.close()
