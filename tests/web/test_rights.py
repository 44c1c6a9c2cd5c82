"""The page of rights and the engineers' page hold each other; every test that is named is there."""

import re
from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import text

from survey.ballots.keys import new_seal_key
from survey.ballots.manifest import encode
from survey.settings import REPOSITORY
from survey.web.assets import PARTICIPANT_SCRIPTS
from survey.wording import load_words
from tests.conftest import OpenStudy
from tests.corridor import Study
from tests.web.test_page import INLINE, Client

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)

DOC = (REPOSITORY / "docs" / "anonymity.md").read_text()
SECTION = re.compile(
    r"^### (p\d[-\w]*|k-\w+)\n`([\w.]+)`\n\n> (.+)\n>\n> (.+)\n\n((?:- .+\n)+)", re.M
)
SENTENCES = {found[1]: found.groups()[1:4] for found in SECTION.finditer(DOC)}
TOLD = re.compile(r'<(li|span|dd) id="((?:p\d|k-)[-\w]*)">(.*?)</\1>', re.S)
# Nobody can prove what happens on another's computer.
ONLY_SAID = {"p8-spyware"}


def _named() -> Iterator[tuple[str, str, str]]:
    for found in SECTION.finditer(DOC):
        for test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", found[5]):
            yield found[1], *test


async def _set_terms(study: Study, **terms: object) -> None:
    changed = msgspec.structs.replace(study.manifest, **terms)
    async with study.database.session() as session:
        statement = text("UPDATE campaign SET manifest = :manifest")
        await session.execute(statement, {"manifest": encode(changed)})


async def test_every_sentence_of_the_page_stands_in_the_engineers_page_and_back(
    client: Client, study: Study
) -> None:
    guardian = {"guardian_key": new_seal_key().modulus, "guardian_name": "А", "guardian_role": "Б"}
    pages: dict[str, dict[str, str]] = {}
    for terms in ({}, guardian):
        await _set_terms(study, c=2, k=7, **terms)
        for language in ("en", "ru"):
            page = await client.get(f"/s/{study.campaign}/rights?lang={language}")
            assert page.status_code == 200
            pages[language] = {**pages.get(language, {}), **_read(page.text)}

    assert set(pages["ru"]) == set(pages["en"]) == set(SENTENCES)
    for name, (_, english, russian) in SENTENCES.items():
        for language, sentence in (("en", english), ("ru", russian)):
            wanted = re.sub(r"\\{\w+\\}", ".+", re.escape(sentence))
            # Russian counts two otherwise than many, which is the form that is written down.
            told = pages[language][name].replace("2 коллеги", "2 коллег")
            assert re.fullmatch(wanted, told), (name, told)


def _read(page: str) -> dict[str, str]:
    return {name: inner.strip() for _, name, inner in TOLD.findall(page)}


def test_every_sentence_is_proven_by_tests_that_are_there(own_study: OpenStudy) -> None:
    named = list(_named())

    assert {name for name, _, _ in named} == set(SENTENCES) - ONLY_SAID
    for name, file, test in named:
        source = REPOSITORY / file
        assert source.is_file(), (name, file)
        assert re.search(rf"^(async )?def {test}\(", source.read_text(), re.M), (name, file, test)


def test_the_answering_page_promises_nothing_else(own_study: OpenStudy) -> None:
    keys = {key for key, _, _ in SENTENCES.values()}
    words = load_words(REPOSITORY / "survey" / "web" / "locales" / "en" / "answer.toml")
    promised = {
        f"answer.{re.sub('[.](one|few|many|other)$', '', key)}"
        for key in words
        if key.startswith(("promise.", "limits.")) and not key.endswith((".title", ".lead"))
    }

    assert promised == {key for key in keys if key.startswith("answer.")}


async def test_the_page_of_rights_runs_nothing_keeps_nothing_and_asks_nobody_else(
    client: Client, own_study: OpenStudy
) -> None:
    reply = await client.get(f"/s/{own_study.campaign}/rights")

    assert "<script" not in reply.text
    assert not INLINE.search(reply.text)
    assert "set-cookie" not in reply.headers
    assert "script-src 'self'" in reply.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', reply.text)
    assert all(address.startswith(("/static/", "data:,", "?lang=")) for address in loaded)


async def test_the_rights_are_read_after_the_close_and_not_before_the_opening(
    client: Client, study: Study
) -> None:
    async with study.database.session() as session:
        await session.execute(text("UPDATE campaign SET state = 'purged'"))
    closed = await client.get(f"/s/{study.campaign}/rights")
    async with study.database.session() as session:
        await session.execute(text("UPDATE campaign SET state = 'draft', manifest = NULL"))
    draft = await client.get(f"/s/{study.campaign}/rights")

    assert "Опрос закрыт" in closed.text
    assert draft.status_code == 404


async def test_the_answering_page_leads_to_the_rights_without_losing_answers(
    client: Client, own_study: OpenStudy
) -> None:
    page = (await client.get(f"/s/{own_study.campaign}?lang=en")).text

    address = re.escape(f"/s/{own_study.campaign}/rights?lang=en")
    assert len(re.findall(rf'<a href="{address}" target="_blank"', page)) == 2


def test_the_check_by_hand_names_the_scripts_that_are_served(own_study: OpenStudy) -> None:
    assert f"for name in {' '.join(PARTICIPANT_SCRIPTS)}; do" in DOC
