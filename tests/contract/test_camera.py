"""What every camera driver does, each on its real peer.

Another driver joins by one bench (see :class:`CameraBench`) in :data:`BENCHES`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import numpy as np
import psutil
import pytest

from devices.camera.video import VideoCamera
from devices.errors import Cancelled, DeviceError, Fault
from devices.inventory import DeviceConfig, build
from devices.ports import DeviceKind, DeviceState, Frame, SelfTestOutcome
from tests.helpers.camera import FolderBench, MjpegBench, NetworkCameraBench, RtspBench
from tests.helpers.faces import photograph
from tests.helpers.links import RecordingLink, Service, serving
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until

BACK_IN_SERVICE_S = 2.0
"""Within one on a machine with nothing else to do, as the benchmark measures."""
CYCLES = 20
STOP_LIMIT_S = 1.5
GROWTH_LIMIT = 24 * 1024 * 1024
"""Memory that allocators keep after twenty decoders came and went; one decoder takes 10 MB."""


class CameraBench(Protocol):
    """A real peer of a camera driver, as these tests need it. Shows 640x480 at 25 a second."""

    def config(self) -> DeviceConfig: ...

    def cover(self, covered: bool) -> None: ...

    def disconnect(self) -> None: ...

    def reconnect(self) -> None: ...


BENCHES: dict[str, Callable[[], AbstractContextManager[CameraBench]]] = {
    "mjpeg": MjpegBench,
    "rtsp": RtspBench,
    "file": FolderBench,
}


@pytest.fixture(scope="module", params=BENCHES)
def bench(request: pytest.FixtureRequest) -> Iterator[CameraBench]:
    with BENCHES[request.param]() as started:
        yield started


def driver_of(bench: CameraBench) -> VideoCamera:
    driver = build("camera", bench.config())
    assert isinstance(driver, VideoCamera)
    return driver


def fresh_frame(driver: VideoCamera, after: int = 0) -> Frame:
    found: list[Frame] = []

    def arrived() -> bool:
        frame = driver.latest()
        if frame is not None and frame.number > after:
            found.append(frame)
        return bool(found)

    wait_until(arrived, f"a frame after number {after}")
    return found[0]


@contextmanager
def covered(bench: CameraBench, service: Service) -> Iterator[None]:
    bench.cover(True)
    try:
        wait_until(lambda: service.link.faults == [Fault.CAMERA_COVERED], "covered")
        yield
    finally:
        bench.cover(False)


def test_frames_arrive_numbered_and_read_only(bench: CameraBench) -> None:
    driver = driver_of(bench)
    assert driver.kind is DeviceKind.CAMERA
    with serving(driver) as service:
        assert service.identity == "640x480"
        first = fresh_frame(driver)
        second = fresh_frame(driver, first.number)
        assert first.picture.shape == (480, 640, 3)
        assert first.picture.dtype == np.uint8
        assert second.at > first.at
        assert (first.picture != second.picture).any()
        assert not first.picture.flags.writeable
        assert service.link.beats > 0
        assert service.link.counters["frames"] > 0


def test_frames_that_nobody_looked_at_are_counted(bench: CameraBench) -> None:
    driver = driver_of(bench)
    with serving(driver) as service:
        wait_until(lambda: service.link.counters["dropped"] >= 3, "three unseen frames")
        assert service.link.counters["malformed"] == 0


def test_nothing_is_latest_before_and_after_the_connection(bench: CameraBench) -> None:
    driver = driver_of(bench)
    assert driver.latest() is None
    with serving(driver):
        fresh_frame(driver)
    assert driver.latest() is None


def test_covered_lens_degrades_and_recovers(bench: CameraBench) -> None:
    driver = driver_of(bench)
    with serving(driver) as service:
        with covered(bench, service), pytest.raises(DeviceError) as error:
            driver.self_test(threading.Event())
        assert error.value.fault is Fault.CAMERA_COVERED
        wait_until(lambda: service.link.faults[1:] == [None], "no longer covered")


def test_self_test_says_what_it_saw(bench: CameraBench) -> None:
    driver = driver_of(bench)
    with serving(driver):
        seen = driver.self_test(threading.Event())
    assert "640x480" in seen.en
    assert "frames/s" in seen.en
    assert "帧/秒" in seen.zh


def test_self_test_stops_when_cancelled(bench: CameraBench) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        driver_of(bench).self_test(cancel)


def test_lost_camera_is_told_at_once(bench: CameraBench) -> None:
    driver = driver_of(bench)
    with serving(driver) as service:
        fresh_frame(driver)
        bench.disconnect()
        try:
            assert service.loss().fault is Fault.CAMERA_LOST
        finally:
            bench.reconnect()


def test_camera_that_is_away_is_a_named_error_and_leaves_nothing_open(bench: CameraBench) -> None:
    driver = driver_of(bench)
    bench.disconnect()
    try:
        with pytest.raises(DeviceError) as error:
            driver.connect(RecordingLink())
    finally:
        bench.reconnect()
    assert error.value.fault in (Fault.CAMERA_LOST, Fault.DEVICE_NOT_FOUND)
    assert driver.latest() is None


def test_closing_twice_and_unopened_is_harmless(bench: CameraBench) -> None:
    driver = driver_of(bench)
    driver.close()
    driver.close()


def test_driver_stops_soon_after_it_is_asked_to(bench: CameraBench) -> None:
    with running({"camera": bench.config()}) as devices:
        started = time.monotonic()
        devices.rig.stop()
        assert time.monotonic() - started < STOP_LIMIT_S


def test_camera_is_back_in_service_soon(bench: CameraBench) -> None:
    with running({"camera": bench.config()}) as devices:
        camera = devices.rig.camera("camera")
        wait_until(lambda: camera.latest() is not None, "the first frame")
        bench.disconnect()
        devices.next_health_in(DeviceState.DOWN)
        assert camera.latest() is None
        bench.reconnect()
        back = time.monotonic()
        wait_until(lambda: camera.latest() is not None, "frames after the reconnection")
        assert time.monotonic() - back < BACK_IN_SERVICE_S
        health = devices.next_health_in(DeviceState.READY)
        assert health.firmware == "640x480"
        assert health.counters["reconnects"] == 1
        assert devices.rig.self_test("camera").outcome is SelfTestOutcome.PASSED


def test_reconnecting_again_and_again_leaks_nothing(bench: CameraBench) -> None:
    driver, process = driver_of(bench), psutil.Process()

    def cycle() -> None:
        with serving(driver) as service:
            fresh_frame(driver)
            bench.disconnect()
            service.loss()
        bench.reconnect()

    cycle()  # what is loaded once is loaded now
    threads, handles, memory = (
        threading.active_count(),
        process.num_fds(),
        process.memory_info().rss,
    )
    for _ in range(CYCLES):
        cycle()
    assert threading.active_count() <= threads
    wait_until(lambda: process.num_fds() <= handles, "every handle is given back")
    assert process.memory_info().rss - memory < GROWTH_LIMIT


@pytest.fixture(scope="module", params=[MjpegBench, RtspBench], ids=["mjpeg", "rtsp"])
def network_bench(request: pytest.FixtureRequest) -> Iterator[NetworkCameraBench]:
    make: Callable[[], NetworkCameraBench] = request.param
    with make() as started:
        yield started


def test_camera_that_falls_silent_is_given_up_as_frozen(
    network_bench: MjpegBench | RtspBench,
) -> None:
    driver = driver_of(network_bench)
    with serving(driver) as service:
        fresh_frame(driver)
        network_bench.fall_silent()
        try:
            assert service.loss().fault is Fault.CAMERA_FROZEN
        finally:
            network_bench.speak_again()


def test_what_the_lens_sees_is_what_arrives(network_bench: MjpegBench | RtspBench) -> None:
    driver = driver_of(network_bench)
    with serving(driver):
        empty = fresh_frame(driver).picture.astype(np.int16)

        def somebody_there() -> bool:
            frame = driver.latest()
            return frame is not None and bool(abs(frame.picture - empty).mean() > 20)

        assert not somebody_there()
        network_bench.peer.show(photograph("person_b_1"))
        try:
            wait_until(somebody_there, "the person in the picture")
        finally:
            network_bench.peer.show(None)
