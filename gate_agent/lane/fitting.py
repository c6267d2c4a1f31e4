"""Fits a lane out as its section of the configuration says: judge, log, barrier, camera."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import structlog

from devices.face.engine import FaceEngine
from devices.face.judge import PASSAGE
from devices.face.models import FaceModelInvalid, FaceModels
from devices.face.motion_liveness import MotionLivenessCheck
from devices.face.reader import FaceReader
from devices.rig import Rig
from gate_agent.conditions import Area, Conditions
from gate_agent.config import GateConfig, LaneSection
from gate_agent.desk.board import Board, LaneSign
from gate_agent.journal.pass_book import PassBook
from gate_agent.journal.store import Journal
from gate_agent.lane.face_track import FaceTrack
from gate_agent.lane.judge import Judge, Place
from gate_agent.lane.lane import Lane
from gate_agent.lane.log import LaneLog
from gate_agent.metrics import Metrics
from gate_agent.passage.live_face import LiveFace
from gate_agent.passage.signals import LaneSignals
from gate_agent.records.book import RecordBook
from gate_agent.records.gallery import FaceGallery
from gate_agent.rules.policy import LivenessPolicy
from gate_agent.rules.presence import PresenceBook
from sync.clock import HallClock
from sync.passes import PassVerifier
from sync.wire import GateEvent

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class LaneFitting:
    """What all lanes of a gate share."""

    config: GateConfig
    rig: Rig
    clock: HallClock
    conditions: Conditions
    journal: Journal
    board: Board
    book: RecordBook
    gallery: FaceGallery | None
    presence: PresenceBook
    passes: PassBook
    pass_verifier: PassVerifier
    credential_key: bytes = field(repr=False)
    locked_down: Callable[[], bool]
    recorded: Callable[[GateEvent], None]
    """Told each event that a lane's log kept."""
    metrics: Metrics

    def lane(self, section: LaneSection, sign: LaneSign) -> Lane:
        """The lane, but for its camera."""
        gate = self.config.gate
        judge = Judge(
            Place(
                gate.code,
                section.code,
                section.direction,
                gate.campus or "",
                section.camera is not None,
            ),
            self.config.policy.at_lane(section.mode),
            self.book,
            self.clock,
            self.credential_key,
            self.presence,
            self.locked_down,
            self.pass_verifier,
            self.passes,
            self.gallery,
        )
        log = LaneLog(
            sign,
            self.journal,
            self.board,
            self.clock,
            self.conditions,
            self.recorded,
            self.presence,
            self.passes,
        )
        return Lane(
            section.code,
            judge,
            log,
            self.rig.barrier(section.barrier),
            partial(self.rig.hold, section.barrier),
            LaneSignals([self.rig.indicator(name) for name in section.indicators]),
            frozenset({section.reader or section.scanner or section.barrier, section.barrier}),
            self.config.lane_timing,
            self.config.sees_passages(section),
            lambda seconds: self.metrics.opened(section.code, seconds),
        )

    def track(self, section: LaneSection, seen: Callable[[LiveFace], None]) -> FaceTrack | None:
        """What watches the lane's camera, telling ``seen``; None when there is none, or no usable
        models: then its faces go to the guard."""
        if section.camera is None:
            return None
        try:
            engine = FaceEngine(FaceModels.load(self.config.face.models))
        except FaceModelInvalid as error:
            _log.error("face models unusable", detail=str(error))
            self.conditions.report(Area.FACES, error.fault.value.remedy)
            return None
        checked = self.config.policy.liveness is not LivenessPolicy.OFF
        reader = FaceReader(engine, PASSAGE, MotionLivenessCheck() if checked else None)
        camera = self.rig.camera(section.camera)
        return FaceTrack(section.code, camera, reader, seen, self.config.face.fresh_s)
