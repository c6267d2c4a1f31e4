"""GStreamer's RTSP server, which many network cameras run, with H.264 made of raw frames.

A program for the system's own Python, where Debian's ``python3-gi`` lives; started by
:mod:`devices.sim.rtsp`. Raw BGR frames of 640x480 come on stdin, the port goes to stdout. Ends when
stdin closes.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402 - versions come first

WIDTH = 640
HEIGHT = 480
FRAMES_PER_SECOND = 25
FRAME_BYTES = WIDTH * HEIGHT * 3
PATH = "/stream"
ROLE = "viewer"

RAW = f"video/x-raw,format=BGR,width={WIDTH},height={HEIGHT},framerate={FRAMES_PER_SECOND}/1"
# A key frame a second, as cameras are set up for viewers that come and go.
PIPELINE = (
    f"( appsrc name=frames is-live=true format=time do-timestamp=true caps={RAW}"
    " ! videoconvert ! video/x-raw,format=I420"
    " ! x264enc tune=zerolatency speed-preset=ultrafast bitrate=2000"
    f" key-int-max={FRAMES_PER_SECOND}"
    " ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)


class Feed:
    """Hands each frame to the pipeline of every viewer."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._watched: list[GstRtspServer.RTSPMedia] = []

    def configured(
        self, factory: GstRtspServer.RTSPMediaFactory, media: GstRtspServer.RTSPMedia
    ) -> None:
        """A pipeline was made for a viewer."""
        media.connect("unprepared", self._gone)
        with self._changing:
            self._watched.append(media)

    def _gone(self, media: GstRtspServer.RTSPMedia) -> None:
        with self._changing:
            self._watched.remove(media)

    def run(self) -> None:
        """Until stdin closes; then the program ends as fast as by a power cut."""
        while len(frame := sys.stdin.buffer.read(FRAME_BYTES)) == FRAME_BYTES:
            with self._changing:
                watched = tuple(self._watched)
            for media in watched:
                source = media.get_element().get_child_by_name("frames")
                source.emit("push-buffer", Gst.Buffer.new_wrapped(frame))
        os._exit(0)


def ask_for(
    server: GstRtspServer.RTSPServer, factory: GstRtspServer.RTSPMediaFactory, credentials: str
) -> None:
    """Let only those in who answer a Digest challenge with ``name:password``."""
    name, _, password = credentials.partition(":")
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, ROLE)
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    auth.add_digest(name, password, token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    for permission in (
        GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS,
        GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT,
    ):
        permissions.add_permission_for_role(ROLE, permission, True)
    factory.set_permissions(permissions)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve raw frames from stdin over RTSP.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--credentials", metavar="NAME:PASSWORD")
    wanted = parser.parse_args()
    Gst.init(None)
    feed = Feed()
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(PIPELINE)
    factory.connect("media-configure", feed.configured)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(wanted.port))
    server.get_mount_points().add_factory(PATH, factory)
    if wanted.credentials:
        ask_for(server, factory, wanted.credentials)
    if server.attach(None) == 0:
        sys.exit(f"port {wanted.port} is taken")
    sys.stdout.write(f"{server.get_bound_port()}\n")
    sys.stdout.flush()
    threading.Thread(target=feed.run, name="feed", daemon=True).start()
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
