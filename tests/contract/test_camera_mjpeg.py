"""What is particular to the MJPEG driver, against a camera process that serves the real stream."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.camera.configs import MjpegConfig
from devices.camera.source import CameraLost
from devices.camera.sources import source_of
from devices.camera.video import VideoCamera
from devices.errors import Fault
from devices.ports import DeviceState
from devices.sim.free_port import free_port
from tests.helpers.camera import READ_TIMEOUT_S, CameraPeer
from tests.helpers.links import RecordingLink, serving
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until


@pytest.fixture(scope="module")
def lasting_peer() -> Iterator[CameraPeer]:
    with CameraPeer() as camera:
        yield camera


@pytest.fixture
def peer(lasting_peer: CameraPeer) -> Iterator[CameraPeer]:
    """The one camera; for tests that leave it running."""
    yield lasting_peer
    lasting_peer.freeze(False)


def config_of(url: str) -> MjpegConfig:
    return MjpegConfig(driver="mjpeg", url=url, read_timeout_s=READ_TIMEOUT_S)


def driver_of(url: str) -> VideoCamera:
    return VideoCamera("camera", source_of(config_of(url)))


def test_repeated_picture_is_frozen_and_nobody_gets_it(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    with serving(driver) as service:
        wait_until(lambda: driver.latest() is not None, "the first frame")
        peer.freeze(True)
        wait_until(lambda: service.link.faults == [Fault.CAMERA_FROZEN], "frozen")
        assert driver.latest() is None
        peer.freeze(False)
        wait_until(lambda: service.link.faults[1:] == [None], "moving again")
        wait_until(lambda: driver.latest() is not None, "a frame after it moves again")


def test_hung_camera_is_given_up_as_frozen(peer: CameraPeer) -> None:
    driver = driver_of(peer.url)
    with serving(driver) as service:
        wait_until(lambda: driver.latest() is not None, "the first frame")
        peer.halt()
        try:
            assert service.loss().fault is Fault.CAMERA_FROZEN
        finally:
            peer.resume()


def test_nobody_listening_is_lost() -> None:
    driver = driver_of(f"http://127.0.0.1:{free_port()}/video")
    with pytest.raises(CameraLost) as error:
        driver.connect(RecordingLink())
    driver.close()
    assert error.value.fault is Fault.CAMERA_LOST


def test_unknown_name_is_told_from_a_cable() -> None:
    with pytest.raises(CameraLost) as error:
        driver_of("http://no-such-camera.invalid/video").connect(RecordingLink())
    assert error.value.fault is Fault.HOST_NAME_UNKNOWN


@pytest.mark.parametrize("kind", ["--credentials", "--digest"])
def test_credentials_open_the_stream_and_are_never_shown(
    capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    with CameraPeer(kind, "cam:pw-for-the-test") as peer:
        opened = driver_of(peer.url.replace("http://", "http://cam:pw-for-the-test@"))
        with serving(opened):
            wait_until(lambda: opened.latest() is not None, "the first frame")
        refused = driver_of(peer.url.replace("http://", "http://cam:wrong-for-the-test@"))
        with pytest.raises(CameraLost, match="401") as error:
            refused.connect(RecordingLink())
        assert error.value.fault is Fault.CAMERA_LOGIN_REFUSED
    assert "for-the-test" not in str(error.value) + refused.port
    assert "for-the-test" not in "".join(capfd.readouterr())


def test_camera_is_back_in_service_after_its_power_cut() -> None:
    with CameraPeer() as peer, running({"camera": config_of(peer.url)}) as devices:
        camera = devices.rig.camera("camera")
        wait_until(lambda: camera.latest() is not None, "the first frame")
        peer.kill()
        assert devices.next_health_in(DeviceState.DOWN).fault is Fault.CAMERA_LOST
        assert camera.latest() is None
        peer.start()
        wait_until(lambda: camera.latest() is not None, "frames after the power cut")
        assert devices.health("camera").state is DeviceState.READY
