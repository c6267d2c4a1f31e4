"""How attempts begin at a lane: a credential is presented, a number typed, a face seen alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final
from uuid import uuid4

from gate_agent.lane.face_alone import FaceAlone
from gate_agent.lane.judge import Judge, Trial
from gate_agent.lane.passage_driver import PassageDriver
from gate_agent.lane.presented import CardUseless, FaceSeen, NumberGiven, PassRead, Presented
from gate_agent.passage import terms
from gate_agent.passage.live_face import LiveFace
from gate_agent.rules.orders import NumberOrder, OrderResult
from gate_agent.rules.reasons import Reason


class LaneAttempts:
    """Belongs to the lane's thread."""

    def __init__(
        self, driver: PassageDriver, judge: Judge, face_wait_s: float, other: Callable[[], None]
    ) -> None:
        """``face_wait_s`` as of :class:`gate_agent.lane.face_alone.FaceAlone`; ``other`` is called
        when what is presented is not what was presented last."""
        self._driver: Final = driver
        self._judge: Final = judge
        self._alone: Final = FaceAlone(face_wait_s, judge.policy.threshold)
        self._other: Final = other

    def card(self, at: float, uid: bytes) -> None:
        """A card was read at ``at`` (seconds of :func:`time.monotonic`, as below)."""
        self._shown(at, self._judge.card(uid))

    def code(self, at: float, text: str) -> None:
        """A code was scanned."""
        self._shown(at, self._judge.code(text))

    def not_genuine(self, at: float) -> None:
        """A card was read and is not believed: nothing better comes by waiting."""
        self._shown(at, CardUseless(Reason.CARD_NOT_GENUINE))

    def unread(self, at: float) -> None:
        """A card could not be read; it may still be, if it is held there."""
        trial = Trial(uuid4(), at, CardUseless(Reason.CARD_UNREADABLE))
        self._driver.feed(terms.Unread(trial.attempt))
        phase = self._driver.phase
        if isinstance(phase, terms.Reading) and phase.attempt == trial.attempt:
            self._driver.trial = trial

    def number(self, order: NumberOrder) -> OrderResult:
        """A guard typed a number; whether an attempt began by it."""
        if not self._driver.takes_cards:
            return OrderResult.BUSY
        self._shown(time.monotonic(), NumberGiven(order.student_no, order.guard))
        return OrderResult.DONE

    def face(self, face: LiveFace) -> None:
        """A face was seen: it may be what an attempt waits for, or begin one."""
        phase = self._driver.phase
        if isinstance(phase, terms.Verifying):
            self._driver.seen(face)
        elif self._driver.takes_cards and not isinstance(phase, terms.Reading):
            self._faced(face)

    def _shown(self, at: float, presented: Presented) -> None:
        """Something was presented that begins or continues an attempt."""
        phase = self._driver.phase
        if not self._driver.takes_cards:
            return
        before = self._driver.trial
        again = before is not None and before.presented == presented
        if again and isinstance(phase, terms.Passed) and isinstance(presented, PassRead):
            # The telephone is still held there by whoever just went through.
            return
        attempt = phase.attempt if isinstance(phase, terms.Reading) else uuid4()
        if not (again and isinstance(phase, terms.Refusal) and self._driver.now < phase.same_until):
            self._driver.trial = Trial(attempt, at, presented)
        if not again:
            self._other()
        self._driver.feed(terms.Tapped(attempt, again))

    def _faced(self, face: LiveFace) -> None:
        """A face before the lane with no credential: enough where the policy says so."""
        trial = self._driver.trial
        mine = trial is not None and isinstance(trial.presented, FaceSeen)
        if isinstance(self._driver.phase, terms.Refusal) and not mine:
            return  # Whoever reads a refusal of their card is no new attempt.
        seen = self._judge.face(face)
        if seen is None or not self._alone.due(face, known=seen.holder is not None):
            return
        self._alone.settled(face, known=seen.holder is not None)
        begun = Trial(uuid4(), time.monotonic(), seen, live=face)
        self._driver.trial = begun
        self._driver.feed(terms.Tapped(begun.attempt))
