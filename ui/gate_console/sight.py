"""One agent, and one of its lanes, as the screen sees it at one moment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from gate_agent.rules.roles import Right
from gate_agent.wire.schema import Caller, EmergencyView, LaneView
from sync.wire import Bilingual
from ui.agents.link import LinkStatus, LinkView
from ui.agents.zone import zone_of

NO_EMERGENCY: Final = EmergencyView()
NAMED_S: Final = 300.0
"""How long the screen names who went through last: so long a guard may be asked who that was. An
empty gate's screen, which everybody in the room can read, names nobody; F9 finds them."""


@dataclass(frozen=True, slots=True)
class AgentSight:
    """What is known of one agent, how old that is, and whether it can still be trusted."""

    view: LinkView
    status: LinkStatus
    now: float
    """Seconds of :func:`time.monotonic`."""

    @property
    def live(self) -> bool:
        """The agent is heard and has told its state."""
        return self.status is LinkStatus.LIVE and self.view.state is not None

    @property
    def name(self) -> Bilingual:
        """The gate's name, or its address before it has told one."""
        if self.view.state is None:
            return Bilingual(zh=self.view.host, en=self.view.host)
        return self.view.state.name

    @property
    def zone(self) -> tzinfo | None:
        """The campus's time zone; None before the gate has told one: the screen's own serves."""
        return zone_of(self.view.state)

    def local(self, at: datetime) -> datetime:
        """The aware moment ``at`` on the campus's clocks."""
        return at.astimezone(self.zone)

    @property
    def emergency(self) -> EmergencyView:
        """What is in force at the gate, as far as it has told."""
        return NO_EMERGENCY if self.view.state is None else self.view.state.emergency

    @property
    def desk(self) -> bool:
        """The gate has a reader for guards' cards."""
        return self.view.state is not None and self.view.state.desk_reader != ""

    def may(self, right: Right) -> bool:
        """Whether this screen's token has ``right``; an agent that does not tell still refuses."""
        return self.view.caller is None or right in self.view.caller.rights

    def confirm_within_s(self, lane: LaneView) -> int | None:
        """Whole seconds, by the agent's clock, for the second guard at ``lane``; None: no need."""
        if lane.override is None or self.view.state is None:
            return None
        left = lane.override.until - self.view.state.time
        return max(0, math.ceil(left.total_seconds() - (self.now - self.view.state_at)))

    def names(self, at: datetime) -> bool:
        """Whether whom a verdict of the moment ``at`` was about may still be named."""
        if self.view.state is None:
            return False
        age_s = (self.view.state.time - at).total_seconds() + self.now - self.view.state_at
        return age_s < NAMED_S

    @property
    def silent_s(self) -> float:
        """Seconds since the agent was last heard."""
        return self.now - self.view.heard_at


def look(view: LinkView, now: float) -> AgentSight:
    """``view`` as it stands at ``now``."""
    return AgentSight(view, view.status_at(now), now)


@dataclass(frozen=True, slots=True)
class LaneSight:
    """Everything a tile depends on."""

    number: int
    """1 to 8: place on the screen, and the function key."""
    gate: Bilingual | None
    """Name of the gate, when the screen shows several."""
    lane: LaneView
    status: LinkStatus
    silent_s: float
    """Seconds since the agent was last heard."""
    lingering: bool
    """The verdict is so new that it stays although the lane is idle again."""
    now: datetime
    """In the campus's time zone."""
    named: bool = True
    """The last person may still be named while the lane waits."""
    emergency: EmergencyView = NO_EMERGENCY
    """What is in force at its gate."""
    confirm_within_s: int | None = None
    """How long a second guard may still confirm an opening; None: none waits."""
    desk: bool = False
    """The gate has a reader for guards' cards."""
    caller: Caller | None = None
    """Whose token this screen has; None when that is not known."""
