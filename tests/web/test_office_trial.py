import html
import re
from pathlib import Path

import pytest

from survey.jobs.letters import compute_code
from tests.jobs.post import PostOffice, body_of, open_post
from tests.web.hr import EMAIL, employ, load_campaign, write_draft

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SHOWN = re.compile(r'<div class="mail">(.*?)</div>', re.S)
SMTP = {"ACCORD_SMTP_HOST": "127.0.0.1", "ACCORD_SMTP_STARTTLS": "no"}


async def test_hr_reads_the_letter_and_gets_it_alone_word_for_word(
    database_url: str, tmp_path: Path
) -> None:
    office = PostOffice()
    with open_post(office) as port:
        async with employ(tmp_path, database_url, **SMTP, ACCORD_SMTP_PORT=str(port)) as hr:
            page = await write_draft(hr, (9, 9))
            shown = (await hr.read(f"{page}/letter")).text
            reply = await hr.send(f"{page}/letter")

    assert f"Отправлено на {EMAIL}" in reply.text
    ((address, message),) = office.taken
    assert (address, message["Subject"]) == (EMAIL, "Проба: ООО «Пример»: опрос о работе отделов")
    found = SHOWN.search(shown)
    assert found
    text = html.unescape(found[1]).strip()
    assert body_of(message).strip() == text
    for word in ("Ваша личная ссылка", "Your personal link", "xxxx-xxxx-xxxx-xxxx-xxxx"):
        assert word in text


async def test_an_open_survey_shows_its_code_and_a_dead_mail_server_is_told(
    database_url: str, tmp_path: Path
) -> None:
    # Nobody listens on this port.
    async with employ(tmp_path, database_url, **SMTP, ACCORD_SMTP_PORT="9") as hr:
        page = await write_draft(hr, (9, 9))
        await hr.send(f"{page}/open", {"understood": "yes"})
        shown = (await hr.read(f"{page}/letter")).text
        reply = await hr.send(f"{page}/letter")
        code = compute_code((await load_campaign(hr)).manifest or b"")

    assert code in shown
    assert (reply.status_code, "почтовый сервер его не принял" in reply.text) == (403, True)
