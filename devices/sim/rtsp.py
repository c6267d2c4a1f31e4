"""A network camera that streams H.264 over RTSP (RFC 2326): GStreamer's own server on loopback.

    python -m devices.sim.rtsp --photo FILE

The ready line holds its ``url``; the commands are those of :mod:`devices.sim.lens`.
"""

from __future__ import annotations

import argparse
import subprocess
import threading
from pathlib import Path
from typing import Final

from devices.ports import Picture
from devices.sim.console import say, serve_commands
from devices.sim.lens import Lens, add_arguments, first_scene

SYSTEM_PYTHON: Final = "/usr/bin/python3"
"""Debian's, which sees its ``python3-gi``."""
_SERVER: Final = Path(__file__).with_name("gst_rtsp_server.py")
PATH: Final = "/stream"
END_LIMIT_S: Final = 3.0


def raw(picture: Picture) -> bytes:
    return picture.tobytes()


def feed(lens: Lens, server: subprocess.Popen[bytes], stop: threading.Event) -> None:
    """Give every frame to the server until ``stop`` is set or the server is gone."""
    assert server.stdin is not None
    number = 0
    try:
        while not stop.is_set():
            number, frame = lens.next_frame(number)
            server.stdin.write(frame)
            server.stdin.flush()
    except BrokenPipeError:
        say("error", detail="the RTSP server ended")


def main() -> None:
    parser = argparse.ArgumentParser(
        description="A network camera: H.264 over RTSP on loopback.",
        epilog="Example: python -m devices.sim.rtsp --photo var/demo-photos/person_a_1.jpg",
    )
    add_arguments(parser)
    parser.add_argument("--credentials", metavar="NAME:PASSWORD", help="ask for RTSP Digest")
    wanted = parser.parse_args()
    lens = Lens(first_scene(parser, wanted.photo), raw)
    command = [SYSTEM_PYTHON, str(_SERVER), "--port", str(wanted.port)]
    if wanted.credentials:
        command += ["--credentials", wanted.credentials]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdin is not None
    assert server.stdout is not None
    port = server.stdout.readline().strip().decode()
    if not port:
        parser.error("the RTSP server did not start; deploy/apt-packages.txt lists what it needs")
    blind, still = threading.Event(), threading.Event()
    seeing = threading.Thread(target=lens.run, args=(blind,), name="lens")
    feeding = threading.Thread(target=feed, args=(lens, server, still), name="feed")
    seeing.start()
    feeding.start()
    say("ready", url=f"rtsp://127.0.0.1:{port}{PATH}")
    try:
        serve_commands(lens.obey)
    finally:
        still.set()
        feeding.join()  # it waits for a frame, so the lens ends after it
        blind.set()
        seeing.join()  # a thread inside OpenCV when the interpreter ends would abort the process
        server.kill()
        server.wait(END_LIMIT_S)


if __name__ == "__main__":
    main()
