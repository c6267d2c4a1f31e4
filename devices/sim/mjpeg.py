"""A network camera: a process that serves Motion JPEG over HTTP, as such cameras do.

``multipart/x-mixed-replace`` (RFC 2046, section 5.1, with the replace semantics that browsers gave
it): one ``image/jpeg`` part a frame, each with its Content-Length.

    python -m devices.sim.mjpeg --photo FILE

The ready line holds its ``url``; the commands are those of :mod:`devices.sim.lens`.
"""

from __future__ import annotations

import argparse
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import cv2

from devices.ports import Picture
from devices.sim.console import say, serve_commands
from devices.sim.http_credentials import BasicDoor, DigestDoor, Door
from devices.sim.lens import Lens, add_arguments, first_scene

JPEG_QUALITY: Final = 85
BOUNDARY: Final = "frame"
PATH: Final = "/video"


class CameraServer(ThreadingHTTPServer):
    """Serves one camera to those whom ``door`` admits; without one, to everybody."""

    daemon_threads = True

    def __init__(self, lens: Lens, port: int, door: Door | None) -> None:
        super().__init__(("127.0.0.1", port), _Request)
        self.lens: Final = lens
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
            number, frame = self.server.lens.next_frame(number)
            head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(frame)}"
            self.wfile.write(head.encode() + b"\r\n\r\n" + frame + b"\r\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Nothing: a line a viewer would only bury the answers on standard output."""


def to_jpeg(picture: Picture) -> bytes:
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()


def main() -> None:
    parser = argparse.ArgumentParser(
        description="A network camera: Motion JPEG over HTTP on loopback.",
        epilog="Example: python -m devices.sim.mjpeg --photo var/demo-photos/person_a_1.jpg",
    )
    add_arguments(parser)
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--credentials", metavar="NAME:PASSWORD", help="ask for HTTP Basic")
    asked.add_argument("--digest", metavar="NAME:PASSWORD", help="ask for HTTP Digest")
    wanted = parser.parse_args()
    lens = Lens(first_scene(parser, wanted.photo), to_jpeg)
    door: Door | None = None
    if wanted.credentials:
        door = BasicDoor(wanted.credentials)
    elif wanted.digest:
        door = DigestDoor(wanted.digest)
    server = CameraServer(lens, wanted.port, door)
    stop = threading.Event()
    seeing = threading.Thread(target=lens.run, args=(stop,), name="lens")
    seeing.start()
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    say("ready", url=server.url)
    try:
        serve_commands(lens.obey)
    finally:
        stop.set()
        seeing.join()  # a thread inside OpenCV when the interpreter ends would abort the process


if __name__ == "__main__":
    main()
