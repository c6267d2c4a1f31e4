"""What RTSP and file cameras' configurations accept, and what an address shows."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from devices.camera import address
from devices.camera.configs import RtspConfig, VideoFileConfig
from devices.camera.sources import source_of
from devices.camera.video import VideoCamera

SECRET = "rtsp://cam:pw%40for-the-test@10.0.0.9:554/live?token=t-for-the-test"


def test_port_shows_neither_password_nor_query() -> None:
    config = RtspConfig(driver="rtsp", url=SECRET)
    assert VideoCamera("camera", source_of(config)).port == "rtsp://10.0.0.9:554/live"
    assert "for-the-test" not in repr(config)


@pytest.mark.parametrize("url", ["http://host/x", "rtsp://", "rtsp://ho st/x", "/dev/video0", ""])
def test_another_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValidationError, match="must be rtsp://host/path") as refusal:
        RtspConfig(driver="rtsp", url=url)
    assert "input_value" not in str(refusal.value)


def test_credentials_are_decoded_and_taken_out() -> None:
    assert address.credentials(SECRET) == ("cam", "pw@for-the-test")
    assert address.without_credentials(SECRET) == "rtsp://10.0.0.9:554/live?token=t-for-the-test"
    assert address.credentials("rtsp://10.0.0.9/live") is None
    assert address.credentials("rtsp://cam@10.0.0.9/live") == ("cam", "")


@pytest.mark.parametrize("wrong", [{"fps": 0.5}, {"fps": 1000.0}, {"path": ""}, {"loop": True}])
def test_file_settings_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        VideoFileConfig.model_validate({"driver": "file", "path": "a.avi", **wrong})
