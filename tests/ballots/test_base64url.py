import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.ballots import base64url
from survey.errors import BadInput


@given(data=st.binary(max_size=50))
def test_what_is_written_is_read_again(data: bytes) -> None:
    assert base64url.decode(base64url.encode(data)) == data


@pytest.mark.parametrize(
    "text", ["A", "AB=", "AA==", "A A", "AA\n", "+/+/", "AB", "é", "AAAA=", "A" * 5]
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        base64url.decode(text)
