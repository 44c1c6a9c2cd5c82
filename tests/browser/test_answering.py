"""The questionnaire in a real browser: answered whole at phone width, checked for everybody."""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from survey.ballots.ballot import blank_ballot, decode_ballot
from survey.ballots.keys import Keyring
from survey.ballots.sealing import SEALED_LENGTH, unseal
from survey.cli.demo.voter import read_link
from tests.town import Town, found_town, load_real_kit

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
FIRST_VIEW = 25_000


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One open campaign for all tests here; each takes a letter of its own."""
    with found_town(tmp_path_factory.mktemp("town"), (10, 10)) as founded:
        yield founded


@pytest.fixture(scope="module")
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


def begin(page: Page, link: str) -> None:
    """Open a letter's link and take the ballot."""
    page.goto(link)
    page.get_by_role("button", name="Взять бюллетень и начать").click()
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()


def answer_part(page: Page, *, choice: int = 3) -> None:
    """Answer everything on the part that is shown."""
    for question in page.locator("[data-screen]:not([hidden]) [data-q]").all():
        kind = question.get_attribute("data-kind")
        if kind == "rating":
            question.locator("input").nth(choice).check()
        elif kind == "picks":
            for place in range(3):
                question.locator("input").nth(place).check()
        else:
            question.locator("textarea").fill('Мешает "общий план" \\ и <b>спешка</b> 🙂')


def go_to_review(page: Page) -> None:
    """Press on until the review."""
    while not page.get_by_role("heading", name="Проверьте перед отправкой").is_visible():
        page.locator("[data-screen]:not([hidden]) [data-do=next]").click()


def look_into_box(town: Town) -> dict[bytes, bytes]:
    """Read the sealed ballots by their nullifiers."""
    box = sqlite3.connect(f"file:{town.home / 'data' / 'accord.db'}?mode=ro", uri=True)
    with box:
        found = dict(box.execute("SELECT nullifier, sealed FROM ballot").fetchall())
    box.close()
    return found


def find_change(before: dict[bytes, bytes], after: dict[bytes, bytes]) -> bytes:
    """Return the one nullifier whose ballot is new or another, of the length of all ballots."""
    (changed,) = (name for name, sealed in after.items() if before.get(name) != sealed)
    assert len(after[changed]) == SEALED_LENGTH
    return changed


def find_violations(page: Page) -> list[str]:
    """Let axe look at what is shown."""
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def test_the_whole_questionnaire_is_answered_on_a_phone_in_russian(
    town: Town, letters: Iterator[str], page: Page
) -> None:
    before = look_into_box(town)
    begin(page, next(letters))
    taken = look_into_box(town)
    own = find_change(before, taken)
    while not page.get_by_role("heading", name="Проверьте перед отправкой").is_visible():
        answer_part(page)
        page.locator("[data-screen]:not([hidden]) [data-do=next]").click()
    assert page.locator("#missing").is_hidden()

    page.get_by_role("button", name="Отправить ответы").click()

    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    sent = look_into_box(town)
    assert len(taken) == len(before) + 1
    assert len(sent) == len(taken)
    assert find_change(taken, sent) == own


def test_whoever_has_taken_a_ballot_has_a_blank_one_in_the_box_from_the_start(
    town: Town, letters: Iterator[str], page: Page
) -> None:
    before = look_into_box(town)
    begin(page, next(letters))

    after = look_into_box(town)
    own = find_change(before, after)
    key = Keyring(town.home / "keys").load_seal_key(town.campaign)
    opened = decode_ballot(unseal(key, own, after[own]))
    assert opened == blank_ballot(load_real_kit().hash)


def test_a_question_that_was_skipped_is_told_once_and_may_stay_so(
    letters: Iterator[str], page: Page
) -> None:
    begin(page, next(letters))

    go_to_review(page)

    told = page.locator("#missing").inner_text()
    expected = len(load_real_kit().items) + 2 + 3
    assert str(expected) in told
    expect(page.get_by_role("button", name="Отправить ответы")).to_be_enabled()


def test_switching_the_language_keeps_answers_order_and_place(
    letters: Iterator[str], page: Page
) -> None:
    begin(page, next(letters))
    answer_part(page, choice=1)
    checked = page.locator("input:checked").evaluate_all("all => all.map(e => e.name + e.value)")

    page.get_by_role("link", name="Read this page in English").click()

    expect(page.get_by_text("Part 1 of 7")).to_be_visible()
    kept = page.locator("input:checked").evaluate_all("all => all.map(e => e.name + e.value)")
    assert kept == checked
    assert page.evaluate("document.documentElement.lang") == "en"


def test_after_sending_the_device_holds_the_credential_and_no_answer(
    letters: Iterator[str], page: Page
) -> None:
    begin(page, next(letters))
    page.locator("[data-kind=rating] input[value='5']").first.check()
    go_to_review(page)
    page.get_by_role("button", name="Отправить ответы").click()
    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()

    page.go_back()
    page.go_back()

    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    assert page.locator("form").count() == 0
    stored = page.evaluate("Object.values(localStorage).concat(Object.values(sessionStorage))")
    (credential,) = (json.loads(each) for each in stored)
    assert set(credential) == {"department", "terms", "secret", "prepared", "signature"}
    assert page.context.cookies() == []
    assert "#" not in page.url


def test_answers_can_be_sent_again_withdrawn_and_the_device_forgets(
    town: Town, letters: Iterator[str], page: Page
) -> None:
    link = next(letters)
    begin(page, link)
    go_to_review(page)
    page.get_by_role("button", name="Отправить ответы").click()
    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    before = look_into_box(town)
    page.on("dialog", lambda dialog: dialog.accept())

    page.reload()
    page.get_by_role("button", name="Отозвать ответы").click()
    expect(page.get_by_role("heading", name="Ответы отозваны")).to_be_visible()
    page.get_by_role("button", name="Забыть это устройство").click()

    expect(page.get_by_role("heading", name="Готово, это устройство всё забыло")).to_be_visible()
    after = look_into_box(town)
    assert len(after) == len(before)
    assert find_change(before, after) in before
    assert page.evaluate("localStorage.length") == 0
    page.goto("about:blank")
    page.goto(link)
    page.get_by_role("button", name="Взять бюллетень и начать").click()
    expect(page.get_by_text("бюллетень уже взят")).to_be_visible()


def test_a_page_whose_terms_are_not_those_of_the_letter_refuses(
    letters: Iterator[str], page: Page
) -> None:
    forged = next(letters)[:-4] + "AAAA"

    page.goto(forged)

    expect(page.get_by_text("Условия опроса на этом сервере не совпадают")).to_be_visible()
    expect(page.get_by_role("button", name="Взять бюллетень и начать")).to_be_hidden()


def test_a_lost_reply_of_either_door_is_made_good_by_pressing_again(
    town: Town, letters: Iterator[str], page: Page
) -> None:
    lost = {"issue": 1, "cast": 1}

    def lose_once(door: str) -> None:
        def handle(route) -> None:  # type: ignore[no-untyped-def]  # playwright's Route
            reply = route.fetch()
            if lost[door]:
                lost[door] -= 1
                route.abort()
            else:
                route.fulfill(response=reply)

        page.route(f"**/{door}", handle)

    lose_once("issue")
    lose_once("cast")
    before = look_into_box(town)
    page.goto(next(letters))
    for _ in range(2):
        page.get_by_role("button", name="Взять бюллетень и начать").click()
        expect(page.get_by_text("Не получилось связаться с сервером").first).to_be_visible()
        assert page.get_by_text("Часть 1 из 7").is_hidden()
    page.get_by_role("button", name="Взять бюллетень и начать").click()
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    taken = look_into_box(town)
    own = find_change(before, taken)
    lost["cast"] = 1
    go_to_review(page)
    page.get_by_role("button", name="Отправить ответы").click()
    expect(page.locator("[data-screen=review] [data-error=network]")).to_be_visible()

    page.get_by_role("button", name="Отправить ответы").click()

    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    assert find_change(taken, look_into_box(town)) == own


def test_a_page_left_open_elsewhere_does_not_put_its_blank_over_the_answers(
    town: Town, letters: Iterator[str], page: Page
) -> None:
    link = next(letters)
    page.goto(link)
    page.route("**/cast", lambda route: route.abort())
    page.get_by_role("button", name="Взять бюллетень и начать").click()
    expect(page.get_by_text("Не получилось связаться с сервером").first).to_be_visible()
    page.unroute("**/cast")
    other = page.context.new_page()
    begin(other, link)
    go_to_review(other)
    other.get_by_role("button", name="Отправить ответы").click()
    expect(other.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    sent = look_into_box(town)

    page.get_by_role("button", name="Взять бюллетень и начать").click()

    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    assert look_into_box(town) == sent


def test_the_keyboard_alone_is_enough_at_320_pixels(
    chromium: Browser, letters: Iterator[str]
) -> None:
    phone = chromium.new_context(viewport={"width": 320, "height": 640}, locale="ru-RU")
    page = phone.new_page()
    page.goto(next(letters))
    expect(page.get_by_role("button", name="Взять бюллетень и начать")).to_be_visible()

    def press_until(condition: str, key: str = "Tab") -> None:
        for _ in range(400):
            if page.evaluate(condition):
                return
            page.keyboard.press(key)
        pytest.fail(f"never reached: {condition}")

    press_until("document.activeElement.dataset.do == 'start'")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    press_until("document.activeElement.type == 'radio'")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.checked")
    while not page.get_by_role("heading", name="Проверьте перед отправкой").is_visible():
        press_until("document.activeElement.dataset.do == 'next'")
        page.keyboard.press("Enter")
    press_until("document.activeElement.dataset.do == 'send'")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    phone.close()


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


def test_after_sending_the_way_back_to_changing_is_one_press(
    letters: Iterator[str], page: Page
) -> None:
    link = next(letters)
    begin(page, link)
    go_to_review(page)
    page.get_by_role("button", name="Отправить ответы").click()
    page.get_by_role("button", name="Ответить заново или отозвать").click()

    expect(page.get_by_text("На этом устройстве уже есть ваш бюллетень")).to_be_visible()
    page.goto(link)
    expect(page.get_by_text("На этом устройстве уже есть ваш бюллетень")).to_be_visible()
    assert "#" not in page.url


def test_double_clicks_back_reload_and_replay_make_no_second_ballot_and_show_no_answer(
    town: Town, letters: Iterator[str], page: Page
) -> None:
    posted: list[Request] = []
    page.on("request", lambda request: posted.append(request) if request.post_data else None)
    page.on("dialog", lambda dialog: dialog.accept())
    before = look_into_box(town)
    page.goto(next(letters))
    page.get_by_role("button", name="Взять бюллетень и начать").dblclick()
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    own = find_change(before, look_into_box(town))
    assert [request.url.rsplit("/", 1)[1] for request in posted] == ["issue", "cast"]

    # Back keeps what was ticked; reloading does not, and the ballot is still there.
    page.locator("[data-kind=rating] input").first.check()
    page.locator("[data-screen]:not([hidden]) [data-do=next]").click()
    page.go_back()
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    assert page.locator("[data-kind=rating] :checked").count() == 1
    page.reload()
    page.get_by_role("button", name="Ответить заново").click()
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    assert page.locator("[data-kind=rating] :checked").count() == 0

    go_to_review(page)
    page.get_by_role("button", name="Отправить ответы").dblclick()
    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    sent = look_into_box(town)
    assert find_change(before, sent) == own
    assert len(posted) == 3

    for request in (posted[0], posted[2]):
        reply = page.request.post(
            request.url, data=request.post_data, headers={"Content-Type": "application/json"}
        )
        assert reply.ok
    assert look_into_box(town) == sent
