"""The MJPEG driver against cameras that send what no camera should."""

from __future__ import annotations

import ssl
import threading
import tracemalloc
from collections.abc import Iterator
from itertools import chain, cycle
from pathlib import Path

import cv2
import numpy as np
import pytest

from devices.camera.configs import MjpegConfig
from devices.camera.multipart import LARGEST_HEADER, LARGEST_PART
from devices.camera.source import CameraFrozen, CameraLost, PictureRefused
from devices.camera.sources import source_of
from devices.camera.video import VideoCamera
from devices.errors import DeviceError, Fault
from tests.helpers.certificates import certificate
from tests.helpers.hostile_camera import ANSWER, HostileCamera, part
from tests.helpers.links import RecordingLink, serving
from tests.helpers.waiting import wait_until

READ_TIMEOUT_S = 0.4
MEGABYTE = 1_000_000
GARBAGE = np.random.default_rng(3).integers(0, 256, 10 * MEGABYTE, dtype=np.uint8).tobytes()


def jpeg_of(width: int, height: int) -> bytes:
    """A gradient: a picture, but a small file however large it is."""
    shades = np.linspace(0, 255, width, dtype=np.uint8)[None, :].repeat(height, axis=0)
    _, encoded = cv2.imencode(".jpg", shades)
    return encoded.tobytes()


ELSEWHERE = Fault.CAMERA_NO_SUCH_STREAM
GOOD = jpeg_of(64, 48)
OTHER = jpeg_of(96, 72)


def camera_of(url: str, *, verify_tls: bool = True) -> VideoCamera:
    config = MjpegConfig(
        driver="mjpeg", url=url, read_timeout_s=READ_TIMEOUT_S, verify_tls=verify_tls
    )
    return VideoCamera("camera", source_of(config))


def with_size(jpeg: bytes, width: int, height: int) -> bytes:
    """``jpeg`` with another size in its frame header, as a hostile camera claims it."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + jpeg[at + 4 :]


BAD = {
    "truncated JPEG": part(GOOD[: len(GOOD) // 2]),
    "JPEG cut off before its end marker": part(GOOD[:-2]),
    "empty part": part(b""),
    "text instead of a picture": part(b"<html>camera is busy</html>"),
    "no frame header": part(b"\xff\xd8\xff\xd9"),
    "picture of no width": part(with_size(GOOD, 0, 48)),
    "picture of 10000x10000": part(jpeg_of(10_000, 10_000)),
    "claim of 65535x65535": part(with_size(GOOD, 65_535, 65_535)),
    "announced as 10 GB": part(GOOD, length=10**10),
    "announced as 19 digits": part(GOOD, length=10**18),
    "announced longer than it is": part(GOOD, length=len(GOOD) + 20),
    "announced shorter than it is": part(GOOD, length=len(GOOD) - 20),
    "endless header": b"--edge\r\n" + b"X-Pad: 1\r\n" * (LARGEST_HEADER // 2),
    "endless header line": b"--edge\r\nX-Pad: " + b"1" * (4 * LARGEST_HEADER),
    "10 MB of garbage": GARBAGE,
    "10 MB part of garbage": part(GARBAGE, measured=False),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_bytes_are_counted_and_the_next_picture_is_read(bad: bytes) -> None:
    first, after = part(GOOD), part(OTHER) * 3
    with HostileCamera([ANSWER, first, bad, after]) as peer:
        camera = camera_of(peer.url)
        with serving(camera) as service:
            assert service.identity == "64x48"

            def next_picture() -> bool:
                frame = camera.latest()
                return frame is not None and frame.picture.shape == (72, 96, 3)

            wait_until(next_picture, "the picture after the bad bytes")
            assert service.link.counters["malformed"] >= 1


def test_size_may_change_in_the_stream() -> None:
    both = chain([ANSWER], cycle([part(GOOD), part(OTHER)]))
    with HostileCamera(both) as peer:
        camera = camera_of(peer.url)
        with serving(camera) as service:
            wait_until(lambda: service.link.counters["frames"] > 20, "frames of both sizes")
            assert service.link.counters["malformed"] == 0
            assert service.link.faults == []


@pytest.mark.parametrize("measured", [True, False], ids=["with length", "without length"])
def test_parts_are_read_with_and_without_length(measured: bool) -> None:
    script = [ANSWER, part(GOOD, measured=measured) * 4]
    with HostileCamera(script) as peer, serving(camera_of(peer.url)) as service:
        wait_until(lambda: service.link.counters["frames"] >= 3, "three frames")
        assert service.link.counters["malformed"] == 0


def test_stream_in_single_bytes_is_read() -> None:
    script = [ANSWER, *(bytes([byte]) for byte in part(GOOD) * 2)]
    with HostileCamera(script) as peer, serving(camera_of(peer.url)) as service:
        wait_until(lambda: service.link.counters["frames"] >= 2, "two frames")


def endless(piece: bytes) -> Iterator[bytes]:
    return chain([ANSWER], cycle([piece]))


@pytest.mark.parametrize(
    "piece",
    [
        GARBAGE[:MEGABYTE],
        part(GOOD[:-2]),
        b"--edge\r\n" + b"X-Pad: 1\r\n" * LARGEST_HEADER,
        b"--edge\r\n\r\n" + GARBAGE[:LARGEST_PART],
    ],
    ids=["garbage", "truncated", "headers", "parts without end"],
)
def test_endless_rubbish_is_given_up_in_bounded_memory(piece: bytes) -> None:
    tracemalloc.start()
    with HostileCamera(endless(piece)) as peer:
        camera = camera_of(peer.url)
        link = RecordingLink()
        with pytest.raises(PictureRefused) as refusal:
            camera.connect(link)
        camera.close()
    assert refusal.value.fault is Fault.CAMERA_PICTURE_UNUSABLE
    assert link.counters["malformed"] >= 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * LARGEST_PART


def test_drip_that_never_makes_a_picture_is_given_up() -> None:
    """Each byte comes in time, a picture never does."""

    def drip() -> Iterator[bytes]:
        yield ANSWER + b"--edge\r\n"
        pause = threading.Event()
        while True:
            pause.wait(0.05)
            yield b"X"

    with HostileCamera(drip()) as peer, pytest.raises(PictureRefused):
        camera_of(peer.url).connect(RecordingLink())


@pytest.mark.parametrize(
    ("answer", "why", "fault"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404", ELSEWHERE),
        (
            b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
            "302",
            ELSEWHERE,
        ),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "503", Fault.CAMERA_LOST),
        (b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n", "image/jpeg", ELSEWHERE),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace\r\n\r\n",
            "multipart",
            ELSEWHERE,
        ),
        (b"HTTP/1.1 200 OK\r\n\r\n", "text/plain", ELSEWHERE),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Pad: 1\r\n" * 10_000, "not open", Fault.CAMERA_LOST),
        (b"HTTP/1.1 200 OK\r\nX-Pad: " + b"1" * MEGABYTE, "not open", Fault.CAMERA_LOST),
        (b"RTSP/1.0 200 OK\r\n\r\n", "not open", Fault.CAMERA_LOST),
        (GARBAGE[:MEGABYTE], "not open", Fault.CAMERA_LOST),
    ],
    ids=[
        "not found",
        "moved",
        "too many viewers",
        "a single picture",
        "no boundary",
        "no type",
        "endless headers",
        "endless header line",
        "another protocol",
        "garbage",
    ],
)
def test_answer_that_is_no_stream_is_refused_with_the_reason(
    answer: bytes, why: str, fault: Fault
) -> None:
    with HostileCamera([answer]) as peer, pytest.raises(CameraLost, match=why) as error:
        camera_of(peer.url).connect(RecordingLink())
    assert error.value.fault is fault


def test_camera_that_takes_the_request_and_is_silent_is_frozen() -> None:
    with HostileCamera([]) as peer, pytest.raises(CameraFrozen):
        camera_of(peer.url).connect(RecordingLink())


def test_refusal_repeats_neither_query_nor_password() -> None:
    with HostileCamera([b"garbage\r\n"]) as peer:
        secret = peer.url.replace("http://", "http://cam:pw-for-the-test@")
        with pytest.raises(DeviceError) as refusal:
            camera_of(secret + "?token=t-for-the-test").connect(RecordingLink())
    assert "for-the-test" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_self_signed_camera_is_read_only_when_that_is_configured(tmp_path: Path) -> None:
    with HostileCamera([ANSWER, part(GOOD) * 3], self_signed(tmp_path)) as peer:
        with pytest.raises(CameraLost, match="SSLError") as error:
            camera_of(peer.url).connect(RecordingLink())
        assert error.value.fault is Fault.CERTIFICATE_UNTRUSTED
        with serving(camera_of(peer.url, verify_tls=False)) as service:
            assert service.identity == "64x48"


def test_camera_whose_issuer_the_system_trusts_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HostileCamera([ANSWER, part(GOOD) * 3], self_signed(tmp_path)) as peer:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gate.crt"))
        with serving(camera_of(peer.url)) as service:
            assert service.identity == "64x48"


def self_signed(folder: Path) -> ssl.SSLContext:
    """What most cameras with HTTPS have: a certificate that nobody else signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(folder))
    return context
