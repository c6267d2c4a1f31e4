"""Streams of network cameras."""

from __future__ import annotations

from typing import Final

from devices.camera.multipart import (
    LARGEST_HEADER,
    Malformed,
    NotMultipart,
    Part,
    PartReader,
    boundary_of,
)

CODEC: Final = "camera-multipart"
_GOOD: Final = b"--edge\r\nContent-Length: 4\r\n\r\nbody\r\n"
_END_OF_ALL: Final = b"\r\n--edge" * 2 + b"X" * LARGEST_HEADER
"""Ends a part of unknown length, and a header; one of known length has to be filled."""
LONGEST_PIECE: Final = 50
SEEDS: Final = (
    _GOOD * 2,
    b"--edge\n\nbody\n--edge\n",
    b"multipart/x-mixed-replace; boundary=edge",
)


def one_input(data: bytes) -> None:
    """In one piece or in many, the same comes out, and the next good part is read."""
    _any_type(data)
    whole, cut = PartReader(b"edge"), PartReader(b"edge")
    at_once = [item for item in whole.feed(data) if isinstance(item, Part)]
    in_pieces: list[Part | Malformed] = []
    size = 1 + len(data) % LONGEST_PIECE
    for start in range(0, len(data), size):
        in_pieces += cut.feed(data[start : start + size])
    assert at_once == [item for item in in_pieces if isinstance(item, Part)]
    if b"content-length" in data.lower():
        return  # it may wait for megabytes, and has every right to
    whole.feed(_END_OF_ALL)
    whole.feed(_GOOD)
    assert whole.feed(_GOOD)[-1] == Part(b"body")


def _any_type(data: bytes) -> None:
    try:
        boundary_of(data.decode("latin-1"))
    except NotMultipart:
        return
