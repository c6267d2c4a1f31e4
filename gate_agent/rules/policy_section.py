"""A campus's policy as it is written down: in a gate.toml, and in a case of decisions."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from gate_agent.rules.policy import (
    Exits,
    LivenessPolicy,
    Mode,
    ModeRule,
    ModeSource,
    Passback,
    Policy,
)
from sync.wire import Code, Direction

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]

MIDNIGHT: Final = "00:00"
"""What ``begin`` is when only an ``end`` is written."""


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError('not a time zone; write one like "Asia/Shanghai"') from None
    return name


def _own_name(name: str) -> str:
    if name in set(ModeSource):
        raise ValueError(f"{name!r} stands for what is no rule; choose another name")
    return name


class Section(BaseModel):
    """Base of all tables: what is not known or of another type is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class ModeRuleSection(Section):
    """Where and when another mode counts; see :class:`gate_agent.rules.policy.ModeRule`."""

    mode: Annotated[Mode, Field(strict=False)]
    name: Annotated[Code, AfterValidator(_own_name)] | None = None
    """As it is journalled; else its number, as ``rule-1``."""
    lanes: Annotated[tuple[Code, ...], Field(strict=False, max_length=16)] = ()
    direction: Annotated[Direction, Field(strict=False)] | None = None
    begin: TimeOfDay | None = None
    end: TimeOfDay | None = None
    groups: Annotated[tuple[Code, ...], Field(strict=False, max_length=32)] = ()

    @model_validator(mode="after")
    def _hours(self) -> Self:
        if self.end is not None and self.end == (self.begin or MIDNIGHT):
            raise ValueError(
                f"begin and end are both {self.end}, which is no time of day;"
                " leave both out where it counts all day"
            )
        return self

    def rule(self, number: int) -> ModeRule:
        """The ``number``-th of the policy, from 1."""
        return ModeRule(
            self.mode,
            frozenset(self.lanes),
            self.direction,
            None if self.begin is None else time.fromisoformat(self.begin),
            None if self.end is None else time.fromisoformat(self.end),
            frozenset(self.groups),
            self.name or f"rule-{number}",
        )


class PolicySection(Section):
    """What the campus demands."""

    max_record_age_s: Annotated[float, Field(ge=60, le=30 * 86400)] = 604_800.0
    threshold: Annotated[float, Field(ge=0.3, le=0.9)] = 0.45
    clock_limit_s: Annotated[float, Field(ge=5, le=3600)] = 120.0
    face_after_s: Annotated[float, Field(ge=30, le=30 * 86400)] = 900.0
    guard_after_s: Annotated[float, Field(ge=30, le=30 * 86400)] = 86_400.0
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "Asia/Shanghai"
    passback: Annotated[Passback, Field(strict=False)] = Passback.OFF
    passback_reset_s: Annotated[float, Field(ge=60, le=7 * 86400)] = 43_200.0
    liveness: Annotated[LivenessPolicy, Field(strict=False)] = LivenessPolicy.NOTE
    exits: Annotated[Exits, Field(strict=False)] = Exits.KNOWN
    lockdown_groups: Annotated[tuple[Code, ...], Field(strict=False, max_length=16)] = ()
    face_only_threshold: Annotated[float, Field(ge=0.3, le=0.9)] = 0.5
    face_only_margin: Annotated[float, Field(ge=0.02, le=0.5)] = 0.1
    false_identification_limit: Annotated[float, Field(gt=0, le=0.1)] = 0.001
    """How many of the strangers who stand before a face-only lane may be taken for somebody."""
    rule: Annotated[tuple[ModeRuleSection, ...], Field(strict=False, max_length=64)] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The campus's time zone: its times of day, and its days."""
        return ZoneInfo(self.time_zone)

    def at_lane(self, mode: Mode) -> Policy:
        """The policy of a lane whose own mode is ``mode``."""
        return Policy(
            mode,
            self.threshold,
            self.max_record_age_s,
            self.face_after_s,
            self.guard_after_s,
            tuple(rule.rule(number) for number, rule in enumerate(self.rule, 1)),
            self.zone,
            self.passback,
            self.passback_reset_s,
            frozenset(self.lockdown_groups),
            self.face_only_threshold,
            self.face_only_margin,
            liveness=self.liveness,
            exits=self.exits,
        )
