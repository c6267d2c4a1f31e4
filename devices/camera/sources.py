"""From a camera's table to what reads the camera.

What decodes pictures loads slowly, and most programs only check what is written: each kind is
loaded when it is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from devices.camera.configs import MjpegConfig, RtspConfig, V4l2Config, VideoFileConfig

if TYPE_CHECKING:
    from devices.camera.source import PictureSource


def source_of(config: MjpegConfig | RtspConfig | V4l2Config | VideoFileConfig) -> PictureSource:
    """The unopened source that ``config`` describes."""
    match config:
        case MjpegConfig():
            from devices.camera.mjpeg import MjpegSource

            return MjpegSource(config)
        case RtspConfig():
            from devices.camera.rtsp import RtspSource

            return RtspSource(config)
        case V4l2Config():
            from devices.camera.v4l2 import V4l2Source

            return V4l2Source(config)
        case VideoFileConfig():
            from devices.camera.video_file import VideoFileSource

            return VideoFileSource(config)
        case _:
            assert_never(config)
