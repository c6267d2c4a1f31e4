"""What an MJPEG camera's configuration accepts, and what it keeps to itself."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from devices.camera.configs import MjpegConfig
from devices.camera.sources import source_of
from devices.camera.video import VideoCamera


def test_port_shows_neither_password_nor_query() -> None:
    url = "http://cam:pw-for-the-test@10.0.0.9:8080/video?token=t-for-the-test"
    config = MjpegConfig(driver="mjpeg", url=url)
    assert VideoCamera("kiosk-camera", source_of(config)).port == "http://10.0.0.9:8080/video"
    assert "for-the-test" not in repr(config)


@pytest.mark.parametrize("url", ["/dev/video0", "rtsp://host/x", "http://", "http://ho st/"])
def test_another_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValidationError, match="must be http://host/path") as refusal:
        MjpegConfig(driver="mjpeg", url=url)
    assert "input_value" not in str(refusal.value)


def test_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="fps"):
        MjpegConfig.model_validate({"driver": "mjpeg", "url": "http://h/v", "fps": 25})
