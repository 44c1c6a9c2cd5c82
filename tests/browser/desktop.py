"""Sit HR down at a browser."""

import httpx
from playwright.sync_api import Browser, BrowserContext


def sit_down(chromium: Browser, client: httpx.Client) -> BrowserContext:
    """Open a browser that reads Russian and is signed in as the client is."""
    desktop = chromium.new_context(locale="ru-RU", accept_downloads=True)
    desktop.add_cookies(
        [
            {"name": each.name, "value": each.value or "", "url": f"{client.base_url}/office"}
            for each in client.cookies.jar
        ]
    )
    return desktop
