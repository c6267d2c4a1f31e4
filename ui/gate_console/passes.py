"""The last passes and the day's figures over all gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gate_agent.wire.schema import Outcome, VerdictView
from ui import moments
from ui.gate_console.sight import AgentSight
from ui.gate_console.tiles import Say
from ui.gate_console.tones import outcome_tone
from wording import Text

_RECENT_LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class Pass:
    """One of the last verdicts."""

    time: str
    who: str
    outcome: str
    """Value of an :class:`Outcome`, or ``unused``."""
    said: str


_TODAY: Final = Text(
    "今日 {entered:,} 入 · {refused:,} 拒", "Today {entered:,} in · {refused:,} refused"
)


def last_passes(agents: Sequence[AgentSight], say: Say) -> list[Pass]:
    """The newest verdicts over all agents that can be heard."""
    verdicts = [
        (verdict, agent)
        for agent in agents
        if agent.live and agent.view.state is not None
        for verdict in agent.view.state.recent
    ]
    verdicts.sort(key=lambda found: found[0].at, reverse=True)
    return [_pass(verdict, agent, say) for verdict, agent in verdicts[:_RECENT_LIMIT]]


def _pass(verdict: VerdictView, agent: AgentSight, say: Say) -> Pass:
    granted = verdict.outcome is Outcome.GRANTED and not verdict.unused
    said = "" if granted else say(verdict.sentence)
    shown = outcome_tone(verdict).value
    who = verdict.holder_name if agent.names(verdict.at) else ""
    return Pass(moments.clock(verdict.at, agent.zone), who, shown, said)


def today(agents: Sequence[AgentSight], say: Say) -> str:
    """The day's figures over all agents, or nothing while one of them can't be heard."""
    figures = [agent.view.state.today for agent in agents if agent.live and agent.view.state]
    if not figures or len(figures) < len(agents):
        return ""
    entered = sum(figure.entered for figure in figures)
    refused = sum(figure.refused for figure in figures)
    return say(_TODAY.format(entered=entered, refused=refused))
