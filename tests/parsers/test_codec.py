"""Documents as bytes and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.codec import PARSER_VERSION, dump_document, load_document
from parsers.document import Block, BlockKind, Document, Member, Page, Seal, SealKind, TextOrigin

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBER = st.floats(0, 1000, allow_nan=False) | st.none()
BLOCKS = st.builds(
    Block,
    st.sampled_from(BlockKind),
    TEXT,
    level=st.integers(1, 9) | st.none(),
    page=st.integers(1, 500) | st.none(),
    cells=st.lists(TEXT, max_size=3).map(tuple),
    number=TEXT,
    style=TEXT,
    size=NUMBER,
    bold=st.booleans(),
    origin=st.sampled_from(TextOrigin),
    confidence=NUMBER,
)
PAGES = st.builds(Page, st.integers(1, 9), st.floats(1, 900), st.floats(1, 900), st.integers(0, 9))
DOCUMENTS = st.builds(
    Document,
    TEXT,
    st.lists(BLOCKS, max_size=3).map(tuple),
    pages=st.lists(PAGES, max_size=2).map(tuple),
    seals=st.lists(st.builds(Seal, st.sampled_from(SealKind), st.integers(1, 9) | st.none()), max_size=2).map(tuple),
    fields=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    members=st.lists(st.builds(Member, TEXT, st.binary(max_size=50)), max_size=3).map(tuple),
    partial=st.booleans(),
)  # fmt: skip


@given(DOCUMENTS)
def test_document_survives_the_pipe(document: Document) -> None:
    """Every Document comes back equal."""
    assert load_document(dump_document(document)) == document


@pytest.mark.parametrize("data", [b"", b"short", b"\0" * 20, dump_document(Document("x"))[:-1]])
def test_other_bytes_are_refused(data: bytes) -> None:
    """What is no dumped Document is a ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011 - several messages, one meaning
        load_document(data)


def test_cut_member_is_refused() -> None:
    """Payloads must be whole."""
    with pytest.raises(ValueError, match="not whole"):
        load_document(dump_document(Document("x", members=(Member("a", b"12345"),)))[:-2])


def test_version_is_steady() -> None:
    """The key is short and plain, for it becomes part of a file's or a row's key."""
    assert len(PARSER_VERSION) == 16
    assert int(PARSER_VERSION, 16) >= 0
