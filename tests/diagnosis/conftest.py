"""Keep one diagnosis that several tests look at: its cause is known."""

import pytest

from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.diagnosis import Diagnosis
from tests.diagnosis.builders import KIT, ROSTER, some_responses


@pytest.fixture(scope="session")
def planted() -> Diagnosis:
    """The diagnosis of answers in which goals feed the conflict."""
    return diagnose(some_responses(KIT), KIT, ROSTER, seed=1)
