"""What the local API says and accepts, version 1 (docs/gate-api.md).

The screens derive everything they show from :class:`AgentState`; it is sent whole at each change.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)

from gate_agent.rules.policy import Need, Step
from gate_agent.rules.roles import Right, Role
from sync.wire import Bilingual, Code, CredentialKind, Direction, Name

CARD_WAIT_S: Final = 15.0
"""How long an order waits for a card: time to take it out, too short to be forgotten."""


class View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class LanePhase(StrEnum):
    """States of the lane machine (:mod:`gate_agent.passage.machine`)."""

    IDLE = "idle"
    VERIFYING = "verifying"
    OPEN = "open"
    PASSING = "passing"
    DENIED = "denied"
    FAULT = "fault"
    READING = "reading"
    PASSED = "passed"
    TIMED_OUT = "timed_out"
    TAILGATING = "tailgating"
    FORCED = "forced"
    HELD_OPEN = "held_open"
    MAINTENANCE = "maintenance"
    EVACUATION = "evacuation"


class Outcome(StrEnum):
    """How a verdict looks: tick, cross, or triangle."""

    GRANTED = "granted"
    DENIED = "denied"
    ATTENTION = "attention"


class VerdictView(View):
    """The last decision at a lane, in words for the guard."""

    event_id: UUID
    at: AwareDatetime
    outcome: Outcome
    reason: str = ""
    """Denial code; empty when granted."""
    sentence: Bilingual
    """What happened."""
    remedy: Bilingual | None = None
    """What to do; None when there is nothing to do."""
    holder_name: str = ""
    class_name: str = ""
    department: str = ""
    decided_by: str = ""
    decided_at: AwareDatetime | None = None
    score: float | None = None
    threshold: float | None = None
    doubt: Bilingual | None = None
    """Why a guard may want to look at somebody who was let in: what a stricter policy refuses."""
    passed: bool = False
    """The passage sensor confirmed that the person went through."""
    unused: bool = False
    """Let in, but nobody went: the barrier is closed, and neither entry nor pass is used up."""
    enrolled_photo: str = ""
    """Path below the API of the enrolled thumbnail (JPEG), or empty."""
    live_photo: str = ""
    """Path of the live capture (JPEG, held in memory for a while), or empty."""


class OverrideView(View):
    """An opening for somebody revoked or blocked, which a second guard must confirm."""

    asked_by: str
    reason: str
    """As it will be journalled: a code, or the guard's own words."""
    said: Bilingual
    holder_name: str
    until: AwareDatetime
    """The confirmation comes too late after that, by the agent's clock."""


class AskedView(View):
    """What a lane asks of whoever walks up to it now (:class:`gate_agent.rules.asked.Asked`)."""

    show: frozenset[CredentialKind]
    """Any one of these; empty: whatever is shown, a guard decides."""
    then: Need
    """What is needed besides."""
    aged: bool = False
    """It is more than the lane asks for by its mode, as the records are old."""
    apart: tuple[str, ...] = ()
    """Groups of which a rule of the policy asks something else now."""


class LaneView(View):
    lane: Code
    name: Bilingual
    direction: Direction
    phase: LanePhase
    verdict: VerdictView | None
    override: OverrideView | None = None
    """Confirmed by ``POST /v1/lanes/{lane}/confirm`` of another guard."""
    asks: AskedView | None = None
    """What it asks of people of no group, by its mode at this time of day, the age of the records
    and its camera; None: not said. A lockdown is told in ``emergency``."""


class DeviceStateView(StrEnum):
    CONNECTING = "connecting"
    READY = "ready"
    DEGRADED = "degraded"
    DOWN = "down"


class FaultView(View):
    code: str
    public: Bilingual
    remedy: Bilingual


class LatencyView(View):
    """How long an operation of a device took so far, as its histogram tells."""

    operation: str
    """Value of :class:`devices.latency.Operation`."""
    count: int
    half_s: float | None
    """Bound in seconds that half of them kept; None: beyond the histogram, a minute."""
    most_s: float | None
    """Likewise for 95 %."""


class DeviceView(View):
    """One device. The kiosk's diagnostics fills the same model from its own devices."""

    name: str
    kind: str
    """Value of :class:`devices.ports.DeviceKind`."""
    driver: str
    port: str
    state: DeviceStateView
    since: AwareDatetime
    fault: FaultView | None = None
    next_try: AwareDatetime | None = None
    firmware: str = ""
    last_event: AwareDatetime | None = None
    counters: dict[str, int] = Field(default_factory=dict)
    latencies: tuple[LatencyView, ...] = ()


class HallLink(View):
    """How the agent stands with the hall."""

    reachable: bool
    last_contact: AwareDatetime | None
    problem: Bilingual | None = None
    """What is wrong and what to do, when something is."""


class RecordsView(View):
    """The local mirror of access records."""

    count: int
    cursor: int
    age_s: float | None
    """Seconds since the hall last confirmed that the mirror is current; None before that."""
    problem: Bilingual | None = None
    step: Step = Step.FRESH
    """What records of this age are still good for."""
    notice: Bilingual | None = None
    """What that means for the people at the lanes; None while they are fresh."""


class BacklogView(View):
    waiting: int
    """Events not yet acknowledged by the hall."""
    dead: int
    """Events the hall will never take as they are; someone must look."""


class TodayView(View):
    entered: int
    refused: int


class EmergencyOrderView(View):
    """Something extraordinary is in force."""

    since: AwareDatetime
    by: str = ""
    """The guard who ordered it; empty when the fire input did, or when a damaged journal left the
    gate to assume it (``reason`` is ``journal_damaged`` then)."""
    reason: str = ""


class EmergencyView(View):
    """What is in force; None: nothing."""

    fire: EmergencyOrderView | None = None
    lockdown: EmergencyOrderView | None = None


class AgentState(View):
    """Answer of ``GET /v1/state`` and each ``state`` message of ``GET /v1/events`` (SSE)."""

    gate: Code
    name: Bilingual
    time: AwareDatetime
    time_zone: str = ""
    """The campus's (IANA), in which screens write times of day; empty: not said."""
    hall: HallLink
    records: RecordsView
    backlog: BacklogView
    problems: tuple[Bilingual, ...] = ()
    """Faults of the agent itself: full disk, clock off, corrupt store."""
    hindrances: tuple[Bilingual, ...] = ()
    """Those of ``problems`` for which people can't be let in as usual."""
    today: TodayView
    lanes: tuple[LaneView, ...]
    devices: tuple[DeviceView, ...]
    recent: tuple[VerdictView, ...]
    """The last verdicts over all lanes, newest first, at most 20."""
    emergency: EmergencyView = EmergencyView()
    desk_reader: str = ""
    """Device at which guards vouch for orders with their cards; empty: there is none."""
    neighbours: NeighboursView | None = None
    """None while gates of the site don't tell each other anything."""


class NeighbourView(View):
    """Another gate of the site."""

    gate: Code
    """The name it was enrolled under."""
    address: str
    last_heard: AwareDatetime
    reachable: bool
    known: int = 0
    """How far what it has said is known here."""


class NeighboursView(View):
    """The other gates of the site, as far as they were heard."""

    neighbours: tuple[NeighbourView, ...]
    said: int = 0
    """How much this gate has said."""
    refused: dict[str, int] = Field(default_factory=dict)
    """What was not believed since the start, by :class:`gate_agent.neighbours.refusals.Refusal`."""


class Vouched(View):
    """An order: in the name of the token's guard, or of the guard whose card is shown."""

    by_card: bool = False
    """Wait for a guard's card at the desk's reader; its guard, not the token's, gives the order."""


class OpenByGuard(Vouched):
    """Body of every order of a guard: opening by hand, refusing somebody, taking a lane out of
    service and putting it back, locking down, and ending a lockdown or a fire opening."""

    reason: Annotated[
        str,
        StringConstraints(
            min_length=2, max_length=64, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$"
        ),
    ]
    """A line of text: what steers a terminal does not come into the journal."""


class ConfirmByGuard(Vouched):
    """Body of ``POST /v1/lanes/{lane}/confirm``: reason and lane are those of the first guard."""


class TypedNumber(Vouched):
    """Body of ``POST /v1/lanes/{lane}/number``: whom the guard takes the person for."""

    student_no: Code = Field(repr=False)


class SelfTestOutcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    TIMED_OUT = "timed_out"


class SelfTestResult(View):
    """Answer of ``POST /v1/devices/{name}/self-test``."""

    device: str
    outcome: SelfTestOutcome
    detail: Bilingual
    """What was seen, with figures; never a card number."""
    started_at: AwareDatetime
    took_ms: Annotated[float, Field(ge=0)]


class UsePort(View):
    """Body of ``POST /v1/devices/{name}/port``."""

    port: Annotated[str, StringConstraints(min_length=1, max_length=512, strip_whitespace=True)]
    """As ``GET /v1/devices/{name}/ports`` tells it, or as the configuration would write it."""


class Refusal(View):
    """Body of every answer with status 400 or above."""

    code: str
    message: Bilingual


class Guard(View):
    """Somebody who may use the local API."""

    name: Name
    role: Role = Role.GUARD


class Caller(View):
    """Answer of ``GET /v1/whoami``: whose token it is, and what it may do without a card."""

    name: Name
    role: Role
    rights: frozenset[Right]

    @field_validator("rights", mode="before")
    @classmethod
    def _known(cls, rights: object) -> object:
        """A later agent may name rights that this program has no use for."""
        if not isinstance(rights, list):
            return rights
        return [right for right in rights if right in frozenset(Right)]
