"""Keep the demonstration's HR director: clicks through the office by HTTP like a browser."""

import re
import time
from dataclasses import dataclass

import httpx
import pyotp

_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_STATE = re.compile(r'class="state (\w+)"')
PATIENCE_SECONDS = 180


class Unexpected(RuntimeError):
    """The office answered something that the demonstration does not know."""


@dataclass(slots=True, kw_only=True)
class Director:
    """Somebody signed in to the office; `client` keeps the cookie."""

    client: httpx.Client

    def sign_in(self, email: str, password: str, totp_secret: str) -> None:
        """Sign in with password and one-time code."""
        code = pyotp.TOTP(totp_secret).now()
        self._post("/office/sign-in", {"email": email, "password": password, "code": code})

    def create(self, fields: dict[str, str]) -> str:
        """Fill in the form of a new campaign; return the campaign's page."""
        form = {"csrf": self._read_csrf("/office/campaigns/new"), **fields}
        return self._post("/office/campaigns/new", form)

    def upload(self, page: str, roster: str) -> None:
        """Upload the list of people."""
        form = {"csrf": self._read_csrf(page)}
        reply = self.client.post(
            f"{page}/roster", data=form, files={"file": ("roster.csv", roster.encode())}
        )
        _require_redirect(reply)

    def act(self, page: str, action: str) -> None:
        """Press one of the buttons that ask whether this is understood."""
        self._post(f"{page}/{action}", {"csrf": self._read_csrf(page), "understood": "yes"})

    def wait_for(self, page: str, state: str) -> None:
        """Reload the campaign's page until it shows this state."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = _STATE.search(self._read(page))
            if found and found[1] == state:
                return
            time.sleep(0.5)
        raise Unexpected(f"{page} did not become {state}")

    def download(self, path: str) -> bytes:
        """Download a file."""
        reply = self.client.get(path)
        if reply.status_code != httpx.codes.OK:
            raise Unexpected(f"{path}: {reply.status_code}")
        return reply.content

    def _read(self, path: str) -> str:
        return self.download(path).decode()

    def _read_csrf(self, path: str) -> str:
        found = _CSRF.search(self._read(path))
        if found is None:
            raise Unexpected(f"{path} has no form")
        return found[1]

    def _post(self, path: str, form: dict[str, str]) -> str:
        return _require_redirect(self.client.post(path, data=form))


def _require_redirect(reply: httpx.Response) -> str:
    if reply.status_code != httpx.codes.SEE_OTHER:
        raise Unexpected(f"{reply.request.url.path}: {reply.status_code}")
    return reply.headers["location"]
