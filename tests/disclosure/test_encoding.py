from hashlib import sha256

import msgspec
import pytest

from survey.disclosure.encoding import (
    decode_release,
    encode_release,
    release_hash,
    require_only,
)
from survey.errors import BadInput, Refused
from tests.disclosure.builders import make_answers, make_released


def test_a_release_survives_its_bytes() -> None:
    release = make_released()

    assert decode_release(encode_release(release)) == release


def test_bytes_are_canonical_json() -> None:
    content = encode_release(make_released())

    told = msgspec.json.decode(content)
    assert list(told) == sorted(told)
    assert b": " not in content
    assert "Отдел продаж".encode() in content


def test_the_hash_is_the_sha_256_of_the_bytes() -> None:
    content = encode_release(make_released())

    assert release_hash(content) == sha256(content).hexdigest()


@pytest.mark.parametrize("spoil", [b"{}", b"\xff", b"[]", b""])
def test_other_bytes_are_no_release(spoil: bytes) -> None:
    with pytest.raises(BadInput, match="broken_release"):
        decode_release(spoil)


def test_a_release_written_otherwise_is_refused() -> None:
    content = encode_release(make_released())

    with pytest.raises(BadInput, match="not canonical"):
        decode_release(b" " + content)


def test_a_field_that_no_release_has_is_refused() -> None:
    content = encode_release(make_released()).replace(b'{"bands"', b'{"age":33,"bands"', 1)

    with pytest.raises(BadInput, match="broken_release"):
        decode_release(content)


def test_a_retried_close_gives_the_same_bytes_and_goes_on() -> None:
    written = encode_release(make_released())

    assert require_only(make_released(), None) == written
    assert require_only(make_released(), written) == written


def test_another_release_of_the_same_wave_raises() -> None:
    written = encode_release(make_released())
    one_more = make_released(make_answers(13, 16))

    with pytest.raises(Refused, match="another_release"):
        require_only(one_more, written)
