"""Keep the real browser of the browser tests."""

import os
import shutil
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# Not of the session: while it is open, Playwright runs an event loop in this thread, and every
# `async` test of another folder would fail. Tests beside this file must not be `async` either.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A Chromium of this folder's tests, without a page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(os.environ), args=list(QUIET)
        )
        yield browser
        browser.close()


def find_chromium(environment: Mapping[str, str]) -> str:
    """Find the browser's program; without one the tests fail: a skip would look like green."""
    found = environment.get("ACCORD_TEST_CHROMIUM") or shutil.which(
        "chromium", path=f"{environment.get('PATH', '')}{os.pathsep}/usr/bin"
    )
    if not found:
        pytest.fail(
            "no Chromium: install the Debian package `chromium`, or set ACCORD_TEST_CHROMIUM"
        )
    return found
