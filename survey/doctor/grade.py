"""Keep how a finding is made of a code and of what was seen."""

from survey.store.handover import GREEN, RED, Finding


def grade(code: str, *, good: bool, otherwise: str = RED) -> Finding:
    """Make a finding: green, or `otherwise`."""
    return Finding(code=code, state=GREEN if good else otherwise)
