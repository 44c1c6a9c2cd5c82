"""Keep how the office writes its audit log; an entry says who did what, never whose answers."""

from datetime import UTC, datetime

from survey.store.accounts import AuditEvent, record_event
from survey.store.database import Session
from survey.web.office.signing import SignedIn


async def note(session: Session, visitor: SignedIn, action: str, campaign: str | None) -> None:
    """Write what a visitor did, in the transaction that did it."""
    event = AuditEvent(
        moment=datetime.now(UTC).isoformat(timespec="seconds"),
        actor=visitor.account.email,
        action=action,
        campaign=campaign,
    )
    await record_event(session, event)
