import pytest

from survey.web.office.throttle import (
    CALM,
    FREE_TRIES,
    LONGEST_PAUSE,
    LONGEST_WAIT,
    MOST_REMEMBERED,
    Throttle,
    TooManyTries,
    find_source,
)
from tests.web.hr import EMAIL, Hr

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_only
async def test_a_stranger_who_fails_on_purpose_locks_nobody_out(hr: Hr) -> None:
    assert (await hr.knock(steps=-1)).status_code == 303
    known = hr.client.cookies["accord-device"]
    hr.client.cookies.clear()
    for _ in range(FREE_TRIES + 1):
        stranger = await hr.knock({"password": "wrong"})

    # Somebody beside the stranger who was here before, and somebody new from another network.
    hr.client.cookies.set("accord-device", known, path="/office")
    beside = await hr.knock()
    hr.client.cookies.clear()
    hr.client.headers["x-forwarded-for"] = "203.0.113.9"
    elsewhere = await hr.knock(steps=1)

    assert (stranger.status_code, beside.status_code, elsewhere.status_code) == (429, 303, 303)


@sqlite_only
@pytest.mark.parametrize("forged", ["", ".", "x.y", "дом.я"])
async def test_a_browser_is_not_known_by_its_word_nor_beyond_its_tries(hr: Hr, forged: str) -> None:
    await hr.knock(steps=-1)
    known = hr.client.cookies["accord-device"]
    told = []
    for device in (known, forged or f"{known}x"):
        hr.client.cookies.clear()
        header = {b"cookie": f"accord-device={device}".encode()}
        for _ in range(FREE_TRIES + 1):
            form = {"email": EMAIL, "password": "wrong", "code": "1"}
            reply = await hr.client.post("/office/sign-in", data=form, headers=header)
            told.append(reply.status_code)

    assert told == [*[403] * FREE_TRIES, 429] * 2


@pytest.mark.parametrize(
    ("peer", "forwarded", "source"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9/32"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9/32"),
        ("127.0.0.1", "", "127.0.0.1/32"),
        ("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", "nonsense", "127.0.0.1/32"),
        ("", "", ""),
        ("", "203.0.113.9", "203.0.113.9/32"),
    ],
)
def test_only_a_proxy_on_this_machine_is_believed(peer: str, forwarded: str, source: str) -> None:
    assert find_source(peer, {"x-forwarded-for": forwarded}) == source


def test_guessing_from_everywhere_is_slowed_down_and_passes() -> None:
    throttle = Throttle()

    pauses = [throttle.feel(1.0) for _ in range(200)]

    assert set(pauses[:CALM]) == {0.0}
    assert pauses[-1] == LONGEST_PAUSE
    assert throttle.feel(3600 * 3.0) == 0.0


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_ends() -> None:
    throttle, now, waits = Throttle(), 0.0, []
    for _ in range(20):
        try:
            throttle.take(EMAIL, now)
        except TooManyTries as wrong:
            seconds = int(str(wrong.facts["seconds"]))
            waits.append(seconds)
            now += seconds
            throttle.take(EMAIL, now)

    assert waits[:4] == [2, 3, 5, 9]
    assert max(waits) == LONGEST_WAIT + 1


def test_other_addresses_do_not_wait_and_a_success_forgets() -> None:
    throttle = Throttle()
    for _ in range(FREE_TRIES):
        throttle.take(EMAIL, 0.0)
    throttle.take("other@example.org", 0.0)
    with pytest.raises(TooManyTries):
        throttle.take(EMAIL, 0.0)

    throttle.forget(EMAIL)

    throttle.take(EMAIL, 0.0)


def test_inventing_addresses_does_not_fill_the_memory() -> None:
    throttle = Throttle()
    for number in range(MOST_REMEMBERED + 50):
        throttle.take(f"{number}@example.org", 0.0)

    assert len(throttle._tried) == MOST_REMEMBERED
