"""Cutting an endless answer into parts, whatever arrives."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.camera.multipart import (
    LARGEST_GAP,
    LARGEST_HEADER,
    LARGEST_PART,
    Malformed,
    NotMultipart,
    Part,
    PartReader,
    boundary_of,
)

BODY = b"\xff\xd8 a body \r\n--edg \xff\xd9"


def measured(body: bytes) -> bytes:
    return b"--edge\r\ncontent-LENGTH:  %d\r\n\r\n" % len(body) + body + b"\r\n"


def unmeasured(body: bytes) -> bytes:
    return b"--edge\r\nContent-Type: image/jpeg\r\n\r\n" + body + b"\r\n"


def pieces_of(stream: bytes, sizes: list[int]) -> list[bytes]:
    pieces = []
    for size in sizes:
        pieces.append(stream[:size])
        stream = stream[size:]
    return [*pieces, stream]


@pytest.mark.parametrize(
    "declared",
    [
        "multipart/x-mixed-replace; boundary=edge",
        'Multipart/X-Mixed-Replace;boundary="edge"',
        "multipart/x-mixed-replace; boundary=--edge",
        "multipart/x-mixed-replace; charset=x; boundary=edge ",
    ],
)
def test_boundary_is_found_however_it_is_written(declared: str) -> None:
    assert boundary_of(declared) == b"edge"


@pytest.mark.parametrize(
    "declared",
    [
        "",
        "image/jpeg",
        "multipart/form-data; boundary=edge",
        "multipart/x-mixed-replace",
        "multipart/x-mixed-replace; boundary=",
        "multipart/x-mixed-replace; boundary=--",
        "multipart/x-mixed-replace; boundary=" + "x" * 1000,
    ],
)
def test_other_types_are_refused(declared: str) -> None:
    with pytest.raises(NotMultipart):
        boundary_of(declared)


@given(st.text(max_size=200))
def test_any_type_is_read_or_refused(declared: str) -> None:
    with contextlib.suppress(NotMultipart):
        assert boundary_of(declared)


@given(st.lists(st.integers(0, 40)), st.booleans())
def test_parts_come_out_however_the_stream_is_cut(sizes: list[int], has_length: bool) -> None:
    wrap = measured if has_length else unmeasured
    stream = b"preamble\r\n" + wrap(BODY) + wrap(BODY + BODY) + b"--edge"
    reader = PartReader(b"edge")
    found = [item for piece in pieces_of(stream, sizes) for item in reader.feed(piece)]
    assert found == [Part(BODY), Part(BODY + BODY)]


def test_bare_line_feeds_will_do() -> None:
    stream = b"--edge\nContent-Length: 4\n\nbody\n--edge\n\nnext\n--edge\n"
    assert PartReader(b"edge").feed(stream) == [Part(b"body"), Part(b"next")]


@given(st.binary(max_size=400))
def test_whatever_came_before_the_next_part_is_read(noise: bytes) -> None:
    reader = PartReader(b"edge")
    reader.feed(noise)
    reader.feed(b"\r\n--edge" * 2 + b"X" * LARGEST_HEADER)  # ends a part, and a header
    reader.feed(measured(BODY))
    assert reader.feed(measured(BODY))[-1] == Part(BODY)


def test_each_gap_is_complained_of_once() -> None:
    reader = PartReader(b"edge")
    assert reader.feed(b"x" * LARGEST_GAP) == []
    noise = [item for _ in range(20) for item in reader.feed(b"x" * LARGEST_GAP)]
    assert [type(item) for item in noise] == [Malformed]
    assert reader.feed(measured(BODY)) == [Part(BODY)]
    assert [type(item) for item in reader.feed(b"x" * 3 * LARGEST_GAP)] == [Malformed]


@pytest.mark.parametrize("start", [b"", b"--edge\r\n", b"--edge\r\n\r\n"])
def test_nothing_is_kept_beyond_one_part(start: bytes) -> None:
    reader = PartReader(b"edge")
    reader.feed(start)
    for _ in range(40):
        reader.feed(b"x" * (LARGEST_PART // 10))
        assert len(reader._buffer) <= LARGEST_PART + LARGEST_PART // 10
