"""A network camera: a process that serves Motion JPEG over HTTP, as such cameras do.

``multipart/x-mixed-replace`` (RFC 2046, section 5.1, with the replace semantics that browsers gave
it): one ``image/jpeg`` part a frame, each with its Content-Length.

    python -m devices.sim.mjpeg --photo FILE

The ready line holds its ``url``. Commands on stdin::

    {"show": "photo.jpg"}   that photograph stands before the camera
    {"show": null}          nobody does
    {"cover": true}         a hand on the lens; false takes it away
    {"freeze": true}        the same frame for ever, as a hung encoder sends it; false goes on
"""

from __future__ import annotations

import argparse
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import cv2

from devices.ports import Picture
from devices.sim.console import Command, Refused, say, serve_commands
from devices.sim.http_credentials import BasicDoor, DigestDoor, Door
from devices.sim.scene import (
    CYCLE,
    PictureUnreadable,
    at_moment,
    covered_scene,
    empty_scene,
    person_scene,
)

FRAMES_PER_SECOND: Final = 25
JPEG_QUALITY: Final = 85
BOUNDARY: Final = "frame"
PATH: Final = "/video"


class Shot:
    """One scene as encoded frames; each is made when it is first needed."""

    def __init__(self, scene: Picture) -> None:
        self._scene: Final = scene
        self._frames: dict[int, bytes] = {}

    def frame(self, number: int) -> bytes:
        place = number % CYCLE
        if place not in self._frames:
            _, encoded = cv2.imencode(
                ".jpg", at_moment(self._scene, place), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
            )
            self._frames[place] = encoded.tobytes()
        return self._frames[place]


class NetworkCamera:
    """What the lens sees, and the newest frame. The serving threads wait for :meth:`next_frame`."""

    def __init__(self, shot: Shot) -> None:
        self._shot = shot
        self._covered: Final = Shot(covered_scene())
        self._is_covered = False
        self._is_frozen = False
        self._frame = b""
        self._number = 0
        self._changed: Final = threading.Condition()

    def show(self, scene: Picture) -> None:
        with self._changed:
            self._shot = Shot(scene)

    def cover(self, covered: bool) -> None:
        with self._changed:
            self._is_covered = covered

    def freeze(self, frozen: bool) -> None:
        with self._changed:
            self._is_frozen = frozen

    def run(self, stop: threading.Event) -> None:
        """Make frames at the camera's pace until ``stop`` is set."""
        due = time.monotonic()
        while not stop.wait(due - time.monotonic()):
            with self._changed:
                self._number += 1
                if not self._is_frozen or not self._frame:
                    shot = self._covered if self._is_covered else self._shot
                    self._frame = shot.frame(self._number)
                self._changed.notify_all()
            due = max(due + 1 / FRAMES_PER_SECOND, time.monotonic())

    def next_frame(self, after: int) -> tuple[int, bytes]:
        """The first frame with a number above ``after``, with its number."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > after)
            return self._number, self._frame


class CameraServer(ThreadingHTTPServer):
    """Serves one camera to those whom ``door`` admits; without one, to everybody."""

    daemon_threads = True

    def __init__(self, camera: NetworkCamera, port: int, door: Door | None) -> None:
        super().__init__(("127.0.0.1", port), _Request)
        self.camera: Final = camera
        self.door: Final = door

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{PATH}"


class _Request(BaseHTTPRequestHandler):
    server: CameraServer

    def do_GET(self) -> None:
        door = self.server.door
        if door is not None and not door.admits(self.headers.get("Authorization", "")):
            self.send_response(HTTPStatus.UNAUTHORIZED)
            self.send_header("WWW-Authenticate", door.challenge)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self.path != PATH:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.end_headers()
        try:
            self._send_frames()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the viewer left, as viewers do

    def _send_frames(self) -> None:
        number = 0
        while True:
            number, frame = self.server.camera.next_frame(number)
            head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(frame)}"
            self.wfile.write(head.encode() + b"\r\n\r\n" + frame + b"\r\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Nothing: a line a viewer would only bury the answers on standard output."""


def obey(camera: NetworkCamera, command: Command) -> Command:
    """Carry out one command; returns its answer."""
    match command:
        case {"show": None}:
            camera.show(empty_scene())
        case {"show": str(photograph)}:
            camera.show(_scene_of(Path(photograph)))
        case {"cover": bool(covered)}:
            camera.cover(covered)
        case {"freeze": bool(frozen)}:
            camera.freeze(frozen)
        case _:
            raise Refused(f"no such command: {command}")
    return {}


def _scene_of(photograph: Path) -> Picture:
    try:
        return person_scene(photograph)
    except PictureUnreadable as exc:
        raise Refused(str(exc)) from exc


def main() -> None:
    parser = argparse.ArgumentParser(
        description="A network camera: Motion JPEG over HTTP on loopback.",
        epilog="Example: python -m devices.sim.mjpeg --photo var/demo-photos/person_a_1.jpg",
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    before = parser.add_mutually_exclusive_group()
    before.add_argument("--photo", type=Path, help="who stands before the camera")
    before.add_argument("--blank", action="store_true", help="nobody does (default)")
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--credentials", metavar="NAME:PASSWORD", help="ask for HTTP Basic")
    asked.add_argument("--digest", metavar="NAME:PASSWORD", help="ask for HTTP Digest")
    wanted = parser.parse_args()
    cv2.setNumThreads(1)  # frames this small gain nothing from a second core
    try:
        scene = _scene_of(wanted.photo) if wanted.photo else empty_scene()
    except Refused as exc:
        parser.error(str(exc))
    camera = NetworkCamera(Shot(scene))
    door: Door | None = None
    if wanted.credentials:
        door = BasicDoor(wanted.credentials)
    elif wanted.digest:
        door = DigestDoor(wanted.digest)
    server = CameraServer(camera, wanted.port, door)
    stop = threading.Event()
    lens = threading.Thread(target=camera.run, args=(stop,), name="lens")
    lens.start()
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    say("ready", url=server.url)
    try:
        serve_commands(lambda command: obey(camera, command))
    finally:
        stop.set()
        lens.join()  # a thread inside OpenCV when the interpreter ends would abort the process


if __name__ == "__main__":
    main()
