"""What a screen's token may not do, in words, and who may."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gate_agent.rules.roles import RIGHTS, Right, Role
from wording import Text

ROLES: Final[Mapping[Role, Text]] = MappingProxyType(
    {
        Role.VIEWER: Text("查看", "viewer"),
        Role.GUARD: Text("值班员", "guard"),
        Role.SUPERVISOR: Text("值班长", "supervisor"),
        Role.TECHNICIAN: Text("技术员", "technician"),
    }
)
_OR: Final = Text("或", " or ")
_VOUCH: Final = Text(
    "本屏的令牌是“{role}”：确认后请{who}刷卡或输入令牌",
    "This screen's token is a {role}'s: a {who} vouches for it next, by card or token",
)
_SEARCH: Final = Text(
    "查人要用{who}的令牌；本屏的令牌是“{role}”",
    "Finding people takes the token of a {who}; this screen's is a {role}'s",
)
_SHIFT: Final = Text(
    "交接班要用{who}的令牌；本屏的令牌是“{role}”",
    "The hand-over takes the token of a {who}; this screen's is a {role}'s",
)
_CLOSED: Final[Mapping[Right, Text]] = MappingProxyType(
    {Right.FIND_PEOPLE: _SEARCH, Right.HAND_OVER: _SHIFT}
)


def who_may(right: Right) -> Text:
    """The roles that have ``right``; a supervisor only where nobody else has it."""
    roles = [role for role in RIGHTS if right in RIGHTS[role]]
    named = [role for role in roles if role is not Role.SUPERVISOR] or roles
    return Text(
        _OR.zh.join(ROLES[role].zh for role in named),
        _OR.en.join(ROLES[role].en for role in named),
    )


def vouched_next(right: Right, role: Role) -> Text:
    """An order needs ``right``, which ``role`` lacks, so somebody else gives it."""
    return _filled(_VOUCH, right, role)


def closed(right: Right, role: Role) -> Text:
    """A panel needs ``right``, FIND_PEOPLE or HAND_OVER, which ``role`` lacks."""
    return _filled(_CLOSED[right], right, role)


def _filled(text: Text, right: Right, role: Role) -> Text:
    who, own = who_may(right), ROLES[role]
    return Text(
        text.zh.format(who=who.zh, role=own.zh),
        text.en.format(who=who.en, role=own.en),
    )
