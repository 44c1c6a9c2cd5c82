"""Keep the keys that many tests share: making one takes a quarter of a second."""

import pytest

from survey.ballots.keys import IssueKey, SealKey, new_issue_key, new_seal_key


@pytest.fixture(scope="session")
def issue_key() -> IssueKey:
    """The key of a department."""
    return new_issue_key()


@pytest.fixture(scope="session")
def other_issue_key() -> IssueKey:
    """The key of another department."""
    return new_issue_key()


@pytest.fixture(scope="session")
def seal_key() -> SealKey:
    """The key that opens a campaign's ballots."""
    return new_seal_key()
