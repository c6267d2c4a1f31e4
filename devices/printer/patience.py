"""How long a printer is waited for: the part of ``[devices.NAME]`` that all of them share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class PrinterPatience(BaseModel):
    """Limits in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    timeout_s: float = Field(default=5.0, ge=0.5, le=30.0)
    """For one request; sending a certificate takes well below a second."""
    busy_limit_s: float = Field(default=30.0, ge=0.0, le=600.0)
    """How long to wait for a printer that is busy with somebody else's job."""
    lost_limit_s: float = Field(default=60.0, ge=0.0, le=3600.0)
    """How long to follow a job whose printer does not answer."""
    cancel_limit_s: float = Field(default=10.0, ge=0.0, le=60.0)
    """How long to wait for a cancelled job's end: a printer finishes the page that it is on."""
