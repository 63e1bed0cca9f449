"""The printed code: what it says, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_exam import exam

from grader.model.base import fingerprint
from grader.model.sheet import Identity
from grader.printing.identity import decode, encode, exam_tag

identities = st.builds(
    Identity,
    exam=st.text("0123456789abcdef", min_size=8, max_size=8),
    copy_number=st.integers(1, 99_999),
    page=st.integers(1, 99),
)


@given(identities)
def test_what_is_written_is_read(identity: Identity) -> None:
    """Every identity comes back, from 20 characters that the smallest code holds."""
    text = encode(identity)
    assert len(text) == 20 and text.isascii() and text.isalnum() and text == text.upper()
    assert decode(text) == identity


@given(identities, st.integers(0, 19), st.sampled_from("0123456789ABCDEFXYZ"))
def test_a_wrong_character_is_noticed(identity: Identity, place: int, character: str) -> None:
    """CRC-32 finds every single wrong character; three characters of it find nearly every one."""
    text = encode(identity)
    wrong = text[:place] + character + text[place + 1 :]
    assert wrong == text or decode(wrong) != identity


@pytest.mark.parametrize(
    "text", ["", "G1", "https://example.org/", "G13DB886080001702QA8", "g13db886080001702qa7"]
)
def test_another_code_is_not_ours(text: str) -> None:
    """A code of another kind, or with a wrong check, says nothing."""
    assert decode(text) is None


def test_the_tag_is_the_beginning_of_the_fingerprint() -> None:
    """Another exam has another tag."""
    assert fingerprint(exam("A")).startswith(exam_tag(exam("A")))
    assert exam_tag(exam("A")) != exam_tag(exam("B"))
