"""The MJPEG driver against a camera process that serves the real stream over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import numpy as np
import pytest

from devices.camera.mjpeg import MjpegConfig
from devices.camera.source import CameraLost
from devices.camera.video import VideoCamera
from devices.errors import Cancelled, DeviceError, Fault
from devices.ports import DeviceEvent, DeviceState, Frame, SelfTestOutcome
from devices.rig import Rig
from tests.helpers.camera import CameraPeer, free_port
from tests.helpers.faces import photograph
from tests.helpers.links import RecordingLink, serving
from tests.helpers.waiting import wait_until

READ_TIMEOUT_S = 0.5


@pytest.fixture(scope="module")
def lasting_peer() -> Iterator[CameraPeer]:
    with CameraPeer() as camera:
        yield camera


@pytest.fixture
def peer(lasting_peer: CameraPeer) -> Iterator[CameraPeer]:
    """The one camera, with nobody before it; for tests that leave it running."""
    yield lasting_peer
    lasting_peer.show(None)
    lasting_peer.cover(False)
    lasting_peer.freeze(False)


def driver_of(url: str) -> VideoCamera:
    return VideoCamera("camera", config_of(url).source())


def config_of(url: str) -> MjpegConfig:
    return MjpegConfig(driver="mjpeg", url=url, read_timeout_s=READ_TIMEOUT_S)


def fresh_frame(driver: VideoCamera, after: int = 0) -> Frame:
    found: list[Frame] = []

    def arrived() -> bool:
        frame = driver.latest()
        if frame is not None and frame.number > after:
            found.append(frame)
        return bool(found)

    wait_until(arrived, f"a frame after number {after}")
    return found[0]


def test_frames_arrive_numbered_and_read_only(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    with serving(driver) as service:
        assert service.identity == "640x480"
        first = fresh_frame(driver)
        second = fresh_frame(driver, first.number)
        assert first.picture.shape == (480, 640, 3)
        assert second.at > first.at
        assert (first.picture != second.picture).any()
        assert not first.picture.flags.writeable
        assert service.link.beats > 0
        assert service.link.counters["frames"] > 0


def test_frames_that_nobody_looked_at_are_counted(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    with serving(driver) as service:
        wait_until(lambda: service.link.counters["dropped"] >= 3, "three unseen frames")


def test_nothing_is_latest_before_and_after_the_connection(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    assert driver.latest() is None
    with serving(driver):
        fresh_frame(driver)
    assert driver.latest() is None


def test_what_the_lens_sees_is_what_arrives(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    with serving(driver):
        empty = fresh_frame(driver).picture.astype(np.int16)

        def somebody_there() -> bool:
            frame = driver.latest()
            return frame is not None and bool(abs(frame.picture - empty).mean() > 20)

        assert not somebody_there()
        peer.show(photograph("person_b_1"))
        wait_until(somebody_there, "the person in the picture")


def test_covered_lens_degrades_and_recovers(peer: CameraPeer) -> None:
    with serving(driver_of(peer.url)) as service:
        peer.cover(True)
        wait_until(lambda: service.link.faults == [Fault.CAMERA_COVERED], "covered")
        peer.cover(False)
        wait_until(lambda: service.link.faults[1:] == [None], "no longer covered")


def test_repeated_picture_is_frozen_and_nobody_gets_it(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    with serving(driver) as service:
        fresh_frame(driver)
        peer.freeze(True)
        wait_until(lambda: service.link.faults == [Fault.CAMERA_FROZEN], "frozen")
        assert driver.latest() is None
        peer.freeze(False)
        wait_until(lambda: service.link.faults[1:] == [None], "moving again")
        fresh_frame(driver)


def test_hung_camera_is_given_up_as_frozen(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    with serving(driver) as service:
        fresh_frame(driver)
        peer.halt()
        try:
            assert service.loss().fault is Fault.CAMERA_FROZEN
        finally:
            peer.resume()


def test_ended_stream_is_lost() -> None:
    with CameraPeer() as peer, serving(driver_of(peer.url)) as service:
        peer.kill()
        assert service.loss().fault is Fault.CAMERA_LOST


def test_nobody_listening_is_lost() -> None:
    driver = driver_of(f"http://127.0.0.1:{free_port()}/video")
    with pytest.raises(CameraLost):
        driver.connect(RecordingLink())
    driver.close()


@pytest.mark.parametrize("kind", ["--credentials", "--digest"])
def test_credentials_open_the_stream_and_are_never_shown(
    capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    with CameraPeer(kind, "cam:pw-for-the-test") as peer:
        opened = driver_of(peer.url.replace("http://", "http://cam:pw-for-the-test@"))
        with serving(opened):
            fresh_frame(opened)
        refused = driver_of(peer.url.replace("http://", "http://cam:wrong-for-the-test@"))
        with pytest.raises(CameraLost) as error:
            refused.connect(RecordingLink())
    assert "for-the-test" not in str(error.value) + refused.port
    assert "for-the-test" not in "".join(capfd.readouterr())


def test_self_test_says_what_it_saw(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    with serving(driver):
        seen = driver.self_test(threading.Event())
    assert "640x480" in seen.en
    assert "frames/s" in seen.en
    assert "帧/秒" in seen.zh


def test_self_test_of_a_covered_camera_fails(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    with serving(driver) as service:
        peer.cover(True)
        wait_until(lambda: bool(service.link.faults), "covered")
        with pytest.raises(DeviceError) as error:
            driver.self_test(threading.Event())
    assert error.value.fault is Fault.CAMERA_COVERED


def test_self_test_stops_when_cancelled() -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        driver_of("http://127.0.0.1/never-opened").self_test(cancel)


def test_camera_is_back_in_service_after_its_power_cut() -> None:
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    with CameraPeer() as peer, running(Rig({"camera": config_of(peer.url)}, events)) as rig:
        camera = rig.camera("camera")
        wait_until(lambda: camera.latest() is not None, "the first frame")
        peer.kill()
        wait_until(lambda: rig.health()[0].state is DeviceState.DOWN, "the loss is noticed")
        assert rig.health()[0].fault is Fault.CAMERA_LOST
        assert camera.latest() is None
        peer.start()
        wait_until(lambda: camera.latest() is not None, "frames after the power cut")
        assert rig.health()[0].state is DeviceState.READY
        assert rig.health()[0].firmware == "640x480"
        assert rig.self_test("camera").outcome is SelfTestOutcome.PASSED


@contextmanager
def running(rig: Rig) -> Iterator[Rig]:
    rig.start()
    try:
        yield rig
    finally:
        rig.stop()
