"""Run the module that blinds and seals in a real browser, and hand it keys and bytes."""

from typing import Any

from playwright.sync_api import Browser, Page, Route

from survey.ballots import base64url
from survey.ballots.keys import IssueKey, SealKey
from survey.web.assets import FOLDER

# WebCrypto exists on a page of this address, and not on one of plain HTTP elsewhere.
LOCAL = "http://127.0.0.1/"
FOREIGN = "http://accord.test/"
# Bytes travel between Python and the page as base64url, numbers as decimal digits.
START = """
globalThis.ballot = await import("/ballot.js");
globalThis.bytes = text => ballot.decode(text);
"""


def open_page(chromium: Browser, address: str) -> Page:
    """Open an empty page beside the module."""

    def answer(route: Route) -> None:
        if route.request.url.endswith("/ballot.js"):
            route.fulfill(path=FOLDER / "ballot.js", content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>empty</title>", content_type="text/html")

    page = chromium.new_page()
    page.route("**/*", answer)
    page.goto(address)
    return page


def run(page: Page, body: str, *given: object) -> Any:
    """Run a script's body in the page; `given` are its values."""
    return page.evaluate("async given => { " + body + " }", [tell(each) for each in given])


def tell(value: object) -> object:
    """Write a value for the page."""
    return base64url.encode(value) if isinstance(value, bytes) else value


def blind(page: Page, key: IssueKey) -> tuple[str, str, str]:
    """Prepare and blind in the browser: prepared message, blinded message, inverse."""
    prepared, blinded, inverse = run(
        page,
        """
        const prepared = ballot.prepare();
        const { blinded, inverse } = await ballot.blind(given[0], prepared);
        return [ballot.encode(prepared), ballot.encode(blinded), String(inverse)];
        """,
        key.modulus,
    )
    return prepared, blinded, inverse


def finalize(page: Page, key: IssueKey, prepared: str, blind_signature: bytes, inverse: str) -> str:
    """Finalize in the browser: the signature."""
    return str(
        run(
            page,
            """
            const [modulus, prepared, blindSignature, inverse] = given;
            return ballot.encode(await ballot.finalize(
              modulus, bytes(prepared), bytes(blindSignature), BigInt(inverse)));
            """,
            key.modulus,
            prepared,
            blind_signature,
            inverse,
        )
    )


def seal(page: Page, key: SealKey, nullifier: bytes, told: str) -> bytes:
    """Seal in the browser."""
    return base64url.decode(
        run(
            page,
            "return ballot.encode(await ballot.seal(given[0], bytes(given[1]), given[2]))",
            key.modulus,
            nullifier,
            told,
        )
    )
