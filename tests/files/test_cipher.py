"""Encrypted files: every size comes back, and nothing that was touched does."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocms_core.files.cipher import (
    CHUNK,
    MAGIC,
    PREFIX_BYTES,
    TAG_BYTES,
    BrokenFileError,
    bound_to,
    decrypt,
    encrypt,
    new_key,
    stored_size,
)

SMALL = 64
HEADER = len(MAGIC) + PREFIX_BYTES
BOUND = bound_to(1, "f", "original")


def sealed(clear, key, bound=BOUND, chunk=SMALL):
    return b"".join(encrypt(io.BytesIO(clear), key, bound, chunk=chunk))


def opened(stored, key, bound=BOUND, chunk=SMALL):
    return b"".join(decrypt(io.BytesIO(stored), key, bound, chunk=chunk))


# Sizes around the borders of chunks, where an error of one hides.
sizes = st.one_of(
    st.integers(0, 5 * SMALL),
    st.sampled_from([0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL - 1, 2 * SMALL, 3 * SMALL]),
)


@settings(deadline=None)
@given(size=sizes, filler=st.binary(min_size=1, max_size=7))
def test_every_size_comes_back(size, filler):
    clear, key = (filler * size)[:size], new_key()
    stored = sealed(clear, key)
    assert len(stored) == stored_size(size, chunk=SMALL)
    assert opened(stored, key) == clear
    assert size < 16 or clear not in stored


@pytest.mark.parametrize("size", [0, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_the_real_size_of_chunks(size):
    clear, key = bytes(size), new_key()
    stored = b"".join(encrypt(io.BytesIO(clear), key, BOUND))
    assert len(stored) == stored_size(size)
    assert b"".join(decrypt(io.BytesIO(stored), key, BOUND)) == clear


@settings(deadline=None)
@given(size=sizes, data=st.data())
def test_a_changed_bit_is_refused(size, data):
    key = new_key()
    stored = bytearray(sealed(bytes(size), key))
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(BrokenFileError):
        opened(bytes(stored), key)


@settings(deadline=None)
@given(size=sizes, data=st.data())
def test_what_is_cut_off_is_refused(size, data):
    key = new_key()
    stored = sealed(bytes(size), key)
    kept = data.draw(st.integers(0, len(stored) - 1))
    with pytest.raises(BrokenFileError):
        opened(stored[:kept], key)


@pytest.mark.parametrize("chunks", [1, 2, 3])
def test_cutting_at_the_border_of_a_chunk_is_refused(chunks):
    key = new_key()
    stored = sealed(bytes(4 * SMALL), key)
    with pytest.raises(BrokenFileError):
        opened(stored[: HEADER + chunks * (SMALL + TAG_BYTES)], key)


@settings(deadline=None)
@given(size=sizes, more=st.binary(min_size=1, max_size=200))
def test_what_is_added_is_refused(size, more):
    key = new_key()
    with pytest.raises(BrokenFileError):
        opened(sealed(bytes(size), key) + more, key)


@settings(deadline=None)
@given(order=st.permutations(range(4)).filter(lambda order: list(order) != [0, 1, 2, 3]))
def test_another_order_of_chunks_is_refused(order):
    key, whole = new_key(), SMALL + TAG_BYTES
    stored = sealed(b"".join(bytes([at]) * SMALL for at in range(4)), key)
    chunks = [stored[HEADER + at * whole : HEADER + (at + 1) * whole] for at in range(4)]
    with pytest.raises(BrokenFileError):
        opened(stored[:HEADER] + b"".join(chunks[at] for at in order), key)
    with pytest.raises(BrokenFileError):
        opened(stored[:HEADER] + chunks[0] + chunks[0] + chunks[2] + chunks[3], key)


@pytest.mark.parametrize(
    "other", [bound_to(2, "f", "original"), bound_to(1, "g", "original"), bound_to(1, "f", "x")]
)
def test_a_file_opens_only_as_itself_in_its_agency(other):
    key = new_key()
    stored = sealed(b"passport", key)
    with pytest.raises(BrokenFileError):
        opened(stored, key, bound=other)
    with pytest.raises(BrokenFileError):
        opened(stored, new_key())


def test_a_chunk_of_another_file_under_the_same_key_is_refused():
    key, whole = new_key(), SMALL + TAG_BYTES
    one, two = sealed(b"a" * 3 * SMALL, key), sealed(b"b" * 3 * SMALL, key)
    with pytest.raises(BrokenFileError):
        opened(one[: HEADER + whole] + two[HEADER + whole :], key)


def test_two_stored_forms_of_one_file_have_nothing_in_common():
    key = new_key()
    one, two = sealed(b"a" * 100, key), sealed(b"a" * 100, key)
    assert one != two
    assert one[HEADER : HEADER + 32] != two[HEADER : HEADER + 32]
