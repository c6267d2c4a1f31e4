"""What the local API says in figures, version 1 (docs/gate-api.md): the day, and a shift.

All of it is derived from the journal.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from gate_agent.wire.schema import BacklogView, EmergencyView, FaultView, View
from sync.wire import ActOutcome, Bilingual, Code, GateEventKind

Figure = Annotated[int, Field(ge=0)]


class ReasonFigure(View):
    """How often a reason was given."""

    reason: str
    """A code of ``gate_agent/rules/reasons.py``, or ``refused_by_guard``."""
    sentence: Bilingual
    count: Figure


class LaneFigures(View):
    """One lane's day. The three series have one figure for each ``bucket_s`` of the day."""

    lane: Code
    name: Bilingual
    entered: tuple[Figure, ...]
    """People whom the sensor saw come in."""
    left: tuple[Figure, ...]
    refused: tuple[Figure, ...]
    """Refusals, by the rules and by guards."""
    entered_total: Figure
    left_total: Figure
    refused_total: Figure
    opened_by_guard: Figure
    busiest: Figure
    """Most people (in and out) within ``bucket_s``."""
    busiest_at: AwareDatetime | None
    """When that began; None when nobody passed."""


class FiguresView(View):
    """Answer of ``GET /v1/figures?day=YYYY-MM-DD`` (today when left out)."""

    day: date
    begins: AwareDatetime
    """The campus's midnight, with its offset from UTC. Bucket n begins ``n * bucket_s`` seconds
    later."""
    bucket_s: int
    lanes: tuple[LaneFigures, ...]
    refusals: tuple[ReasonFigure, ...]
    """Over all lanes, the most frequent first."""


class ShiftEvent(View):
    """Something that the next shift is told by itself."""

    event_id: UUID
    at: AwareDatetime
    lane: str
    """A lane's code, or ``all``."""
    kind: GateEventKind
    guard: str = ""
    """Who did or ordered it; empty when nobody did."""
    second_guard: str = ""
    reason: str = ""
    """As journalled: a code, or a guard's own words."""
    said: Bilingual | None
    """The reason, or what happened, in words; None when there is nothing to say."""
    device: str = ""
    """Which a technician (``guard``) dealt with; empty for all else."""
    outcome: ActOutcome | None = None
    """Of what a technician did; ``begun``: what came of it is not known."""


class OpenFault(View):
    """A device that is not well now."""

    device: str
    since: AwareDatetime
    fault: FaultView | None


class ShiftView(View):
    """Answer of ``GET /v1/shift?since=MOMENT``: what one shift hands over to the next.

    Figures are counted in five minutes, so ``since`` is taken back to the last full five.
    """

    since: AwareDatetime
    until: AwareDatetime
    entered: Figure
    left: Figure
    unused: Figure
    """Opened, but nobody went."""
    refusals: tuple[ReasonFigure, ...]
    opened_by_hand: tuple[ShiftEvent, ...]
    refused_by_hand: tuple[ShiftEvent, ...]
    alarms: tuple[ShiftEvent, ...]
    """Forced, tailgated, held open, fire."""
    orders: tuple[ShiftEvent, ...]
    """Lockdown and its end, end of a fire opening, lanes out of service and back."""
    acts: tuple[ShiftEvent, ...] = ()
    """What technicians did: barriers moved, ports changed, bundles taken, events given up. Each
    stands once, by what came of it."""
    cut: bool
    """There were more than 500 such events; the oldest are left out of the lists."""
    faults: tuple[OpenFault, ...]
    backlog: BacklogView
    emergency: EmergencyView
    open_questions: tuple[Bilingual, ...]
    """What somebody must still see to: each says what it is and what to do."""
