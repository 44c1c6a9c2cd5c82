"""Keep the one tree of errors; know no HTTP status and no sentence shown to people.

AccordError
├── BadInput                what somebody gave us is wrong; `code` names the sentence
│   ├── BrokenKit           a kit breaks its own rules: file, key, reason
│   └── BadFile             a file somebody handed in cannot be read: file, line, reason
├── NotFound                no such campaign, account, release …
├── Refused                 understood, and not allowed in this state
│   ├── CredentialRefused   signature or department does not verify
│   ├── AlreadyCollected    the invitation was used for another ballot credential
│   ├── GuardianAwaited     the wave is counted only when its guardian takes part
│   └── WrongState          the campaign is not in the state that this needs
├── NotEstimable            a statistic cannot be computed; carries the numbers that say why
└── NothingDestroyed        closing failed before the release was verified
"""

from collections.abc import Mapping


class AccordError(Exception):
    """Anything that Accord raises on purpose.

    `code` is a key of the wordings; `facts` are the values that fill its sentence.
    """

    code = "error"

    def __init__(self, code: str | None = None, **facts: object) -> None:
        if code is not None:
            self.code = code
        self.facts: Mapping[str, object] = facts
        told = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"{self.code}: {told}" if told else self.code)


class BadInput(AccordError):
    """What somebody gave us is wrong."""

    code = "bad_input"


class BrokenKit(BadInput):
    """A kit breaks its own rules."""

    code = "broken_kit"

    def __init__(self, *, file: str, key: str, reason: str) -> None:
        super().__init__(file=file, key=key, reason=reason)


class BadFile(BadInput):
    """A file that somebody handed in cannot be read."""

    code = "bad_file"


class NotFound(AccordError):
    """There is no such thing here."""

    code = "not_found"


class Refused(AccordError):
    """The request is understood and not allowed."""

    code = "refused"


class CredentialRefused(Refused):
    """The ballot credential does not verify for this campaign and department."""

    code = "credential_refused"


class AlreadyCollected(Refused):
    """The invitation was used for another ballot credential."""

    code = "already_collected"


class GuardianAwaited(Refused):
    """The wave is counted only when its guardian takes part; keys and ballots are as they were."""

    code = "guardian_awaited"


class WrongState(Refused):
    """The campaign is not in the state that this needs."""

    code = "wrong_state"


class NotEstimable(AccordError):
    """A statistic cannot be computed from these numbers."""

    code = "not_estimable"


class NothingDestroyed(AccordError):
    """Closing failed before the release was verified; keys and ballots are as they were."""

    code = "nothing_destroyed"
