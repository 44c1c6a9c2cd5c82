"""Keep how the office writes its audit log; an entry says who did what, never whose answers."""

from datetime import UTC, datetime

from survey.store.accounts import Account, AuditEvent, record_event
from survey.store.database import Session


async def note(session: Session, who: Account, action: str, campaign: str | None = None) -> None:
    """Write what somebody did, in the transaction that did it."""
    event = AuditEvent(
        moment=datetime.now(UTC).isoformat(timespec="seconds"),
        actor=who.email,
        action=action,
        campaign=campaign,
    )
    await record_event(session, event)
