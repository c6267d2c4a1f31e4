"""A return day: the real hall, a gate agent in a process of its own, and students with faces."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from demo.campus import yanhu
from demo.wiretap import Wiretap, tapped
from gate_agent.api.schema import Outcome, VerdictView
from gate_agent.reasons import Reason
from sync.client import HallClient
from sync.wire import FaceEnrolment, GateEvent, TerminalIdentity, TerminalRole
from tests.helpers.gate import Gate, GateSite, enrolled_face
from tests.helpers.hall import CLASSMATE, STUDENT, HallPeer, running_hall, submission, thumbnail
from tests.helpers.waiting import wait_until

COUNSELLOR: Final = "chen"
CAMPUS_ZONE: Final = ZoneInfo("Asia/Shanghai")
FACE: Final = "person_a_1"
"""How the student was enrolled; ``person_a_2`` shows the same person years later."""


class ReturnDay:
    """One hall and one gate behind a line that can be tampered with."""

    def __init__(self, hall: HallPeer, gate: Gate, line: Wiretap, kiosk: TerminalIdentity) -> None:
        self.hall: Final = hall
        self.gate: Final = gate
        self.line: Final = line
        self._kiosk: Final = kiosk

    def register(self, student: str, person: str) -> None:
        """What the kiosk sends when ``student``, who looks like photograph ``person``, submits."""
        client: HallClient = self.hall.client(self._kiosk)
        try:
            session = client.sign_in(self.hall.digest(self._kiosk, student))
            face = FaceEnrolment(
                templates=enrolled_face(person),
                thumbnail_jpeg=base64.b64encode(thumbnail()).decode(),
                quality=0.8,
            )
            form = submission(datetime.now(CAMPUS_ZONE).date()).model_copy(update={"face": face})
            client.submit_return(session.token, form)
        finally:
            client.close()

    def approve(self, student: str) -> None:
        self.hall.cli("approve-return", "--student", student, "--by", COUNSELLOR)

    def revoke(self, student: str) -> None:
        self.hall.cli("revoke-return", "--student", student, "--by", COUNSELLOR)

    def in_step(self) -> None:
        """Wait until the gate has every record that the hall has."""
        head = self.feed_head()
        wait_until(lambda: self.gate.state().records.cursor >= head, "the gate is in step")

    def feed_head(self) -> int:
        """The cursor at the end of the hall's feed."""
        client = self.hall.client(self._gate_identity)
        try:
            cursor = 0
            while (page := client.feed(cursor)).rows:
                cursor = page.next
            return cursor
        finally:
            client.close()

    @property
    def _gate_identity(self) -> TerminalIdentity:
        return TerminalIdentity.model_validate_json(
            self.hall.identity_file("gate-east").read_bytes()
        )

    def refused(self, uid: bytes, person: str | None, reason: Reason) -> VerdictView:
        """Present the card while ``person`` looks: refused for ``reason``, the barrier shut."""
        self.gate.site.person(person)
        self.gate.site.relay.reset()
        self.gate.wait_devices()
        verdict = self.gate.tap(uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.DENIED, reason.value)
        assert verdict.remedy is not None, "the guard is told nothing to do"
        assert self.gate.site.relay.moves == [], "the barrier moved"
        self.known_to_hall(verdict)
        return verdict

    def known_to_hall(self, verdict: VerdictView) -> None:
        """The refusal is in the journal and, its backlog empty, acknowledged by the hall."""
        wait_until(lambda: self.gate.state().backlog.waiting == 0, "the hall has every event")
        listed = yanhu("gate", "journal", "show", "--config", str(self.gate.config), "--json")
        journal = [GateEvent.model_validate_json(row) for row in listed.splitlines()]
        ours = [event for event in journal if event.event_id == verdict.event_id]
        assert [event.reason for event in ours] == [verdict.reason]


@contextmanager
def return_day(folder: Path) -> Iterator[ReturnDay]:
    """STUDENT is approved, known by FACE, and can get in; CLASSMATE has not registered."""
    with ExitStack() as stack:
        hall = stack.enter_context(running_hall(folder / "hall"))
        line, address = stack.enter_context(tapped(hall.url))
        site = stack.enter_context(GateSite())
        identity = hall.enrol(TerminalRole.GATE, "gate-east")
        (folder / "gate").mkdir()
        gate = site.configure(folder / "gate", identity.model_copy(update={"hall_url": address}))
        day = ReturnDay(hall, gate, line, hall.enrol(TerminalRole.KIOSK))
        day.register(STUDENT, FACE)
        line.keep_record()
        day.approve(STUDENT)
        stack.enter_context(gate.process())
        gate.wait_ready()
        day.in_step()
        yield day


__all__ = ["CLASSMATE", "FACE", "STUDENT", "ReturnDay", "return_day"]
