"""Keep a second key beside the one that all rooms share."""

import pytest

from survey.ballots.keys import IssueKey, new_issue_key


@pytest.fixture(scope="session")
def other_issue_key() -> IssueKey:
    """The key of another department."""
    return new_issue_key()
