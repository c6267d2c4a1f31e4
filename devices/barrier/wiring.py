"""What is wired to a relay board in a lane, as ``[devices.NAME]`` writes it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from devices.ports import Sensor

SensorName = Annotated[Sensor, Field(strict=False)]
"""A sensor as TOML can write it: its name."""


class BarrierWiring(BaseModel):
    """The barrier's relay and what it does without power."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    relay: Annotated[int, Field(ge=0, le=63)] = 0
    """Relay that moves the barrier, counted from 0."""
    fail: Literal["secure", "safe"] = "secure"
    """What the barrier is while its relay is off, and so without power: shut (secure: the relay
    opens it) or open (safe: the relay holds it shut)."""
    poll_s: Annotated[float, Field(ge=0.02, le=2.0)] = 0.1
    """Time between two looks at the board; a person breaks a light barrier for longer."""
    self_test_pulse: bool = False
    """Whether the self-test may move the relay."""


class SensorWiring(BaseModel):
    """The inputs of a board that has some."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    inputs: dict[SensorName, Annotated[int, Field(ge=0, le=63)]] = {}
    """Input of each sensor, counted from 0."""
    normally_closed: Annotated[frozenset[SensorName], Field(strict=False)] = frozenset()
    """Sensors whose input is on while nothing happens, so that a cut wire counts as active."""

    @model_validator(mode="after")
    def _inputs_are_consistent(self) -> Self:
        if len(set(self.inputs.values())) < len(self.inputs):
            raise ValueError("two sensors share an input; give each its own")
        unwired = self.normally_closed - self.inputs.keys()
        if unwired:
            raise ValueError(f"normally_closed names {', '.join(sorted(unwired))}, not in inputs")
        return self
