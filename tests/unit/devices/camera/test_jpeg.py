"""JPEG pictures from a stranger."""

from __future__ import annotations

import contextlib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.camera.jpeg import decode, size_of
from devices.camera.source import LARGEST_PIXELS, LARGEST_WIDTH, PictureRefused, check_size


def encoded(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    _, jpeg = cv2.imencode(".jpg", picture)
    return jpeg.tobytes()


GREY = encoded(np.full((24, 32), 128, dtype=np.uint8))
COLOUR = encoded(np.full((24, 32, 3), (10, 200, 90), dtype=np.uint8))


@pytest.mark.parametrize("jpeg", [GREY, COLOUR], ids=["grey", "colour"])
def test_picture_has_three_channels_and_is_read_only(jpeg: bytes) -> None:
    picture = decode(jpeg)
    assert picture.shape == (24, 32, 3)
    assert picture.dtype == np.uint8
    assert not picture.flags.writeable
    assert size_of(jpeg) == (32, 24)


def test_padding_behind_the_picture_is_a_cameras_liberty() -> None:
    assert decode(COLOUR + b"\r\n" + b"\x00" * 100).shape == (24, 32, 3)


def test_fill_bytes_before_a_marker_are_allowed() -> None:
    assert size_of(COLOUR[:2] + b"\xff\xff" + COLOUR[2:]) == (32, 24)


@pytest.mark.parametrize("cut", range(0, len(COLOUR) - 1, 7))
def test_a_picture_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(PictureRefused):
        decode(COLOUR[:cut])


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (0, 0),
        (0, 480),
        (640, 0),
        (-1, 480),
        (LARGEST_WIDTH + 1, 1),
        (10_000, 10_000),
        (4096, LARGEST_PIXELS // 4096 + 1),
    ],
)
def test_sizes_that_no_camera_has_are_refused(width: int, height: int) -> None:
    with pytest.raises(PictureRefused):
        check_size(width, height)


@pytest.mark.parametrize(("width", "height"), [(640, 480), (3840, 2160), (1, 1)])
def test_sizes_of_cameras_are_accepted(width: int, height: int) -> None:
    check_size(width, height)


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    for jpeg in (data, b"\xff\xd8" + data + b"\xff\xd9", COLOUR[:20] + data):
        with contextlib.suppress(PictureRefused):
            decode(jpeg)


@given(st.integers(2, len(COLOUR) - 3), st.integers(0, 255))
def test_one_wrong_byte_is_survived(at: int, value: int) -> None:
    spoilt = COLOUR[:at] + bytes([value]) + COLOUR[at + 1 :]
    with contextlib.suppress(PictureRefused):
        assert decode(spoilt).ndim == 3
