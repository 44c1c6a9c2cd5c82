import asyncio
from dataclasses import replace

from survey.store.accounts import (
    Account,
    AuditEvent,
    OfficeSession,
    add_account,
    add_office_session,
    advance_totp_step,
    count_accounts,
    end_expired_sessions,
    end_office_session,
    find_account,
    find_account_by_email,
    find_office_session,
    load_events,
    record_event,
    save_language,
    save_password_hash,
)
from survey.store.database import Database

ACCOUNT = Account(
    id="a" * 16,
    email="hr@example.org",
    password_hash="hash",
    totp_secret="secret",
    role="administrator",
    language="ru",
)
SIGN_IN = OfficeSession(hash=b"h" * 32, account=ACCOUNT.id, csrf="c" * 43, expires=100)


async def test_an_account_is_found_by_id_and_address(database: Database) -> None:
    async with database.session() as session:
        await add_account(session, ACCOUNT)
        await save_language(session, ACCOUNT.id, "en")

        assert await find_account(session, ACCOUNT.id) == replace(ACCOUNT, language="en")
        assert await find_account_by_email(session, ACCOUNT.email) is not None
        assert await find_account(session, "nobody") is None
        assert await count_accounts(session) == 1


async def test_a_one_time_code_works_once_even_for_two_at_once(database: Database) -> None:
    async with database.session() as session:
        await add_account(session, ACCOUNT)

    async def use(step: int) -> bool:
        async with database.session() as session:
            return await advance_totp_step(session, ACCOUNT.id, step)

    assert sorted(await asyncio.gather(use(7), use(7))) == [False, True]
    assert not await use(6)
    assert await use(8)


async def test_a_sign_in_ends_by_time_by_leaving_and_by_a_new_password(database: Database) -> None:
    async with database.session() as session:
        await add_account(session, ACCOUNT)
        await add_office_session(session, SIGN_IN)
        assert await find_office_session(session, SIGN_IN.hash, 99) == SIGN_IN
        assert await find_office_session(session, SIGN_IN.hash, 100) is None

        await end_office_session(session, SIGN_IN.hash)
        assert await find_office_session(session, SIGN_IN.hash, 0) is None

        await add_office_session(session, SIGN_IN)
        await save_password_hash(session, ACCOUNT.id, "other")
        assert await find_office_session(session, SIGN_IN.hash, 0) is None

        await add_office_session(session, SIGN_IN)
        await end_expired_sessions(session, 100)
        assert await find_office_session(session, SIGN_IN.hash, 0) is None


async def test_the_audit_log_is_read_newest_first(database: Database) -> None:
    events = [
        AuditEvent(moment=f"2026-03-0{day}T10:00:00", actor="hr", action="open", campaign=campaign)
        for day, campaign in ((1, "x"), (2, None), (3, "x"))
    ]
    async with database.session() as session:
        for event in events:
            await record_event(session, event)

        assert await load_events(session) == tuple(reversed(events))
        assert await load_events(session, campaign="x") == (events[2], events[0])
