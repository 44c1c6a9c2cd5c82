"""Look up in a diagnosis what a test asks about."""

from survey.diagnosis.diagnosis import CauseFinding, Diagnosis


def find(diagnosis: Diagnosis, code: str) -> CauseFinding:
    """Find a cause."""
    return next(cause for cause in diagnosis.causes if cause.code == code)


def known(number: float | None) -> float:
    """Return a number that has to be there."""
    assert number is not None
    return number
