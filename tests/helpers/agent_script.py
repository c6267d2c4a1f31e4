"""What an agent peer says next, and what it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import BaseModel

from gate_agent.rules.roles import Role
from gate_agent.wire.schema import AgentState, Refusal, SelfTestResult


@dataclass
class Script:
    """What the peer says next, and what it was asked. Only :class:`AgentPeer` changes it."""

    state: AgentState
    version: int = 1
    frozen: bool = False
    stopping: bool = False
    muted: bool = False
    state_requests: int = 0
    listeners: int = 0
    refusal: tuple[int, Refusal] | None = None
    role: Role = Role.SUPERVISOR
    takes_two: bool = False
    card_shown: bool = False
    cards_awaited: int = 0
    orders: list[tuple[str, str]] = field(default_factory=list)
    reports: dict[str, BaseModel] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    photo_requests: list[str] = field(default_factory=list)
    self_tests: dict[str, SelfTestResult] = field(default_factory=dict)
    self_test_requests: list[str] = field(default_factory=list)
