"""Keep a page that has the module, and the keys of a campaign."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from survey.ballots.keys import IssueKey, SealKey, new_issue_key, new_seal_key
from tests.browser.ballot_module.bench import LOCAL, START, open_page, run


@pytest.fixture(scope="package")
def page(chromium: Browser) -> Iterator[Page]:
    """A page that has the module as `ballot`; no request leaves the test."""
    page = open_page(chromium, LOCAL)
    run(page, START)
    yield page
    page.close()


@pytest.fixture(scope="package")
def issue_key() -> IssueKey:
    """The key of a department."""
    return new_issue_key()


@pytest.fixture(scope="package")
def seal_key() -> SealKey:
    """The key that opens a campaign's ballots."""
    return new_seal_key()
