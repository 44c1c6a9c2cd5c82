"""Sending in a real browser: lost replies, second thoughts, and what stays on the device."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.phone import begin, find_change, go_to_review, look_into_box
from tests.town import Town

pytestmark = pytest.mark.browser


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
