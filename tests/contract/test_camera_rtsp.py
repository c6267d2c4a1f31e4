"""What is particular to the RTSP driver, against GStreamer's RTSP server with H.264."""

from __future__ import annotations

import socket
import threading

import pytest

from devices.camera.configs import RtspConfig
from devices.camera.rtsp_refusal import refusal
from devices.camera.source import CameraLost
from devices.camera.sources import source_of
from devices.camera.video import VideoCamera
from devices.errors import DeviceError, Fault
from devices.ports import DeviceState
from devices.sim.free_port import free_port
from tests.helpers.camera import READ_TIMEOUT_S, CameraPeer
from tests.helpers.links import RecordingLink, serving
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until


def config_of(url: str) -> RtspConfig:
    return RtspConfig(driver="rtsp", url=url, open_timeout_s=1.0, read_timeout_s=READ_TIMEOUT_S)


def driver_of(url: str) -> VideoCamera:
    return VideoCamera("camera", source_of(config_of(url)))


def camera_peer(*args: str) -> CameraPeer:
    return CameraPeer(*args, module="devices.sim.rtsp")


def test_digest_credentials_open_the_stream_and_are_never_shown(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with camera_peer("--credentials", "cam:pw-for-the-test") as peer:
        opened_url = peer.url.replace("rtsp://", "rtsp://cam:pw-for-the-test@")
        opened = driver_of(opened_url)
        with serving(opened):
            wait_until(lambda: opened.latest() is not None, "the first frame")
        for wrong in ("rtsp://cam:wrong-for-the-test@", "rtsp://"):
            refused = driver_of(peer.url.replace("rtsp://", wrong))
            with pytest.raises(CameraLost) as error:
                refused.connect(RecordingLink())
            assert "for-the-test" not in str(error.value) + refused.port
            assert error.value.fault is Fault.CAMERA_LOGIN_REFUSED
        elsewhere = driver_of(opened_url + "-elsewhere")
        with pytest.raises(CameraLost) as error:
            elsewhere.connect(RecordingLink())
        assert error.value.fault is Fault.CAMERA_NO_SUCH_STREAM
    assert "for-the-test" not in "".join(capfd.readouterr())


def test_path_that_the_camera_lacks_is_lost() -> None:
    with camera_peer() as peer, pytest.raises(CameraLost) as error:
        driver_of(peer.url + "-elsewhere").connect(RecordingLink())
    assert error.value.fault is Fault.CAMERA_NO_SUCH_STREAM


def test_camera_that_wants_a_basic_login_is_answered_with_one() -> None:
    """As the simplest cameras do; the camera here only notes what it was sent."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for answer in (b'401 No\r\nWWW-Authenticate: Basic realm="cam"', b"200 OK"):
                viewer, _ = server.accept()
                with viewer:
                    asked.append(viewer.recv(65_536))
                    viewer.sendall(b"RTSP/1.0 " + answer + b"\r\n\r\n")

        thread = threading.Thread(target=serve, name="basic-camera")
        thread.start()
        fault = refusal(f"rtsp://cam:pw@127.0.0.1:{server.getsockname()[1]}/stream")
        thread.join()
    assert fault is Fault.CAMERA_PICTURE_UNUSABLE  # it lets in, so the stream is to blame
    assert b"Authorization" not in asked[0]
    assert b"Authorization: Basic Y2FtOnB3\r\n" in asked[1]
    assert b"cam:pw@" not in asked[0] + asked[1]


def test_nobody_listening_is_lost() -> None:
    with pytest.raises(CameraLost) as error:
        driver_of(f"rtsp://127.0.0.1:{free_port()}/stream").connect(RecordingLink())
    assert error.value.fault is Fault.CAMERA_LOST
    with pytest.raises(CameraLost) as error:
        driver_of("rtsp://no-such-camera.invalid/stream").connect(RecordingLink())
    assert error.value.fault is Fault.HOST_NAME_UNKNOWN


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\x00" * 100_000,
        b"RTSP/1.0 200 OK\r\nX: " + b"1" * 100_000,
    ],
    ids=["silence", "another protocol", "zeros", "endless header line"],
)
def test_other_answers_are_a_named_error_in_time(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def serve() -> None:
            viewer, _ = server.accept()
            with viewer:
                viewer.sendall(answer)
                over.wait()

        thread = threading.Thread(target=serve, name="no-camera")
        thread.start()
        try:
            with pytest.raises(DeviceError):
                driver_of(f"rtsp://127.0.0.1:{server.getsockname()[1]}/s").connect(RecordingLink())
        finally:
            over.set()
            thread.join()


def test_camera_is_back_in_service_after_its_power_cut() -> None:
    with camera_peer() as peer, running({"camera": config_of(peer.url)}) as devices:
        camera = devices.rig.camera("camera")
        wait_until(lambda: camera.latest() is not None, "the first frame")
        peer.kill()
        assert devices.next_health_in(DeviceState.DOWN).fault is Fault.CAMERA_LOST
        peer.start()
        wait_until(lambda: camera.latest() is not None, "frames after the power cut")
        assert devices.health("camera").state is DeviceState.READY
