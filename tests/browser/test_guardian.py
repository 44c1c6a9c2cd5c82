"""A guardian in a real browser: six words, the terms, the close; and HR who waits for it."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Request, expect

from survey.ballots import base64url
from survey.cli.demo.office import Director
from survey.cli.demo.outbox import read_outbox
from tests.browser.desktop import sit_down
from tests.browser.guardian_scene import (
    PEOPLE,
    PHONE,
    Scene,
    appoint,
    crowd_the_door,
    look_at_terms,
    make_key,
    open_lock,
    read_code,
    take_ballot,
)
from tests.town import EMAIL, PASSWORD, answer_all, found_office

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(chromium: Browser, tmp_path: Path) -> Iterator[Scene]:
    """A fresh installation; an error of the guardian's script fails the test."""
    with (
        found_office(tmp_path) as (server, secret),
        httpx.Client(base_url=server.address, trust_env=False, timeout=60) as client,
    ):
        director = Director(client=client)
        director.sign_in(EMAIL, PASSWORD, secret)
        desktop = sit_down(chromium, client)
        pocket = chromium.new_context(viewport=PHONE, locale="ru-RU")  # type: ignore[arg-type]  # a plain dict
        made = Scene(
            director=director,
            hr=desktop.new_page(),
            phone=pocket.new_page(),
            home=tmp_path,
            address=server.address,
        )
        errors: list[str] = []
        made.phone.set_default_timeout(60_000)
        made.phone.on("pageerror", lambda error: errors.append(str(error)))
        made.phone.on("request", lambda request: made.sent.append(_tell(request)))
        yield made
        assert pocket.cookies() == []
        pocket.close()
        desktop.close()
    assert errors == []


def _tell(request: Request) -> str:
    return f"{request.url} {request.headers} {request.post_data or ''}"


def test_nothing_opens_before_the_guardian_types_six_words(scene: Scene) -> None:
    page = appoint(scene)
    words = make_key(scene)
    scene.director.act(page, "open")
    links = tuple(sorted(read_outbox(scene.home / "outbox", sum(PEOPLE))))
    look_at_terms(scene, words, code=read_code(scene, page))
    take_ballot(scene, links[0])
    answer_all(scene.address, links[1:])

    scene.director.act(page, "close")
    scene.director.wait_for(page, "stopped")
    scene.hr.goto(f"{scene.address}{page}")
    expect(scene.hr.get_by_text("Опрос ждёт хранителя")).to_be_visible()
    scene.look(scene.hr)
    crowd_the_door(scene)
    open_lock(scene, words)

    scene.director.wait_for(page, "purged")
    released = scene.director.download(f"{page}/release.json")
    expect(scene.phone.locator("#release")).to_have_text(sha256(released).hexdigest())
    assert json.loads(released)["layout"] == "departments"
    # Whoever comes back later, with or without the link, is told the same.
    scene.phone.reload()
    expect(scene.phone.locator("#release")).to_have_text(sha256(released).hexdigest())
    told = "\n".join(scene.sent)
    # What was unwrapped travels in one envelope: nothing to read for whoever logs bodies.
    (shares,) = [each for each in scene.sent if "/shares" in each]
    given = json.loads(shares[shares.rindex('{"token"') :])
    assert {name: len(value) for name, value in given.items()} == {
        "token": 27,
        "lock": 87,
        "shares": len(base64url.encode(bytes(65 + 12 + 65 * (sum(PEOPLE) + 1) + 16))),
    }
    assert scene.phone.evaluate("Object.keys(localStorage).length") == 1
    assert [word for word in words.split() if re.search(rf"\b{word}\b", told)] == []
    # The token goes in bodies only: no address, no Referer.
    assert scene.phone.url.split("#")[1] not in re.sub(r'"token":"[^"]*"', "", told)


def test_where_the_words_are_lost_hr_ends_the_survey_and_everybody_reads_so(scene: Scene) -> None:
    page = appoint(scene)
    make_key(scene)
    scene.director.act(page, "open")
    links = read_outbox(scene.home / "outbox", sum(PEOPLE))
    scene.hr.goto(f"{scene.address}{page}")
    scene.hr.get_by_text("Закончить опрос без результатов").click()
    scene.look(scene.hr)
    for tick in ("ответы пропадут непрочитанными", "результатов у этого опроса не будет"):
        scene.hr.get_by_label(tick).check()
    button = scene.hr.get_by_role("button", name="Закончить без результатов")
    button.click()
    expect(scene.hr.get_by_text("название опроса не совпало")).to_be_visible()
    scene.hr.get_by_label("ответы пропадут непрочитанными").check()
    scene.hr.get_by_label("результатов у этого опроса не будет").check()
    title = scene.hr.get_by_label("Для подтверждения впишите")
    title.fill(re.sub(r"^.*?: ", "", scene.hr.locator("label[for=abandon-title]").inner_text()))
    title.press("Enter")

    scene.director.wait_for(page, "ended")

    scene.hr.reload()
    expect(scene.hr.get_by_text("Ответов никто не прочёл")).to_be_visible()
    scene.look(scene.hr)
    scene.phone.reload()
    ended = scene.phone.get_by_role("heading", name="Опрос закончен без результатов")
    expect(ended).to_be_visible()
    scene.look()
    scene.phone.goto(links[0])
    expect(ended).to_be_visible()
    expect(scene.phone.get_by_text("Ответы уничтожены, их никто не прочёл")).to_be_visible()
    scene.look()
