"""What one look through a camera shows, as screens read it over the wire.

Apart from the looking itself, so that who only shows it need not load the image libraries.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from devices.face.judge import FaceVerdict
from wording import Text

Part = Annotated[float, Field(ge=-1.0, le=2.0)]
"""Of the picture's width or height; a face may reach beyond its edges."""


class _Shown(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )


class FaceBox(_Shown):
    """Where the nearest face is, in parts of the picture."""

    left: Part
    top: Part
    width: Part
    height: Part


class FaceLook(_Shown):
    """What the face check says of one picture."""

    verdict: FaceVerdict
    sentence: Text
    """The same as an instruction to the person."""
    quality: Annotated[float, Field(ge=0.0, le=1.0)]
    box: FaceBox | None


class Preview(_Shown):
    """One look through a camera."""

    device: str
    jpeg: bytes = Field(repr=False)
    """At most as wide as a judging eye needs; empty while the camera delivers nothing."""
    width: int
    height: int
    """Of the camera's own picture, in pixels; 0 without one."""
    fps: Annotated[float, Field(ge=0.0)]
    """Frames a second that the camera delivers; 0 until that is known."""
    frames: int
    dropped: int
    """Frames that the next one replaced before anybody looked at them."""
    malformed: int
    reconnects: int
    face: FaceLook | None
    """None without a picture, or when the face check has no models here."""
    note: Text | None = None
    """Why there is no picture, or no face check."""
