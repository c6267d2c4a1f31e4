"""States of a made-up gate with made-up people, for screens and their view models."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from devices.errors import Fault
from gate_agent.rules.policy import Need
from gate_agent.wire.schema import (
    AgentState,
    AskedView,
    BacklogView,
    DeviceStateView,
    DeviceView,
    FaultView,
    HallLink,
    LanePhase,
    LaneView,
    Outcome,
    RecordsView,
    TodayView,
    VerdictView,
)
from sync.wire import Bilingual, CredentialKind, Direction

NOW: Final = datetime(2030, 9, 1, 0, 41, 7, tzinfo=UTC)


CARD_AND_FACE: Final = AskedView(show=frozenset({CredentialKind.CARD}), then=Need.FACE)


def said(zh: str, en: str) -> Bilingual:
    return Bilingual(zh=zh, en=en)


def event_id(number: int) -> UUID:
    return UUID(int=number)


def granted(number: int = 1, **changes: object) -> VerdictView:
    """Let in, with both photos."""
    return VerdictView(
        event_id=event_id(number),
        at=NOW - timedelta(seconds=3),
        outcome=Outcome.GRANTED,
        sentence=said("返校已批准", "Return approved"),
        holder_name="林砚",
        class_name="2024 级 2 班",
        department="地球科学学院",
        decided_by="陈老师",
        decided_at=NOW - timedelta(hours=16),
        score=0.71,
        threshold=0.45,
        enrolled_photo=f"/v1/photos/enrolled-{number}",
        live_photo=f"/v1/photos/live-{number}",
    ).model_copy(update=changes)


def denied(number: int = 2, **changes: object) -> VerdictView:
    """Refused for another person's face."""
    return VerdictView(
        event_id=event_id(number),
        at=NOW - timedelta(seconds=5),
        outcome=Outcome.DENIED,
        reason="face_mismatch",
        sentence=said("人脸与登记不符", "The face is not the one registered"),
        remedy=said("请核对证件；本人可在通道重试一次", "Check the ID; they may try once more"),
        holder_name="周湖",
        class_name="2023 级 1 班",
        department="计算机科学与技术学院",
        score=0.12,
        threshold=0.45,
        enrolled_photo=f"/v1/photos/enrolled-{number}",
        live_photo=f"/v1/photos/live-{number}",
    ).model_copy(update=changes)


def attention(number: int = 3, **changes: object) -> VerdictView:
    """A case for the guard: the camera is away."""
    return VerdictView(
        event_id=event_id(number),
        at=NOW - timedelta(seconds=4),
        outcome=Outcome.ATTENTION,
        reason="face_unavailable",
        sentence=said(
            "摄像头重连中，按规则由值班员核验",
            "The camera is reconnecting; a guard checks instead",
        ),
        remedy=said("对照登记照后手动放行", "Compare with the photo, then open by hand"),
        holder_name="赵墨",
        class_name="2025 级 3 班",
        department="管理学院",
        enrolled_photo=f"/v1/photos/enrolled-{number}",
    ).model_copy(update=changes)


def unknown_card(number: int = 4) -> VerdictView:
    """Refused, and nobody knows who it is."""
    return VerdictView(
        event_id=event_id(number),
        at=NOW - timedelta(seconds=2),
        outcome=Outcome.DENIED,
        reason="unknown_card",
        sentence=said("这张卡没有登记", "This card is not registered"),
        remedy=said("请到服务大厅办理校园卡登记", "Register the card at the service hall"),
    )


def lane(
    number: int,
    phase: LanePhase = LanePhase.IDLE,
    verdict: VerdictView | None = None,
    direction: Direction = Direction.IN,
    asks: AskedView | None = CARD_AND_FACE,
) -> LaneView:
    return LaneView(
        lane=f"L{number}",
        name=said(f"{number} 号道", f"Lane {number}"),
        direction=direction,
        phase=phase,
        verdict=verdict,
        asks=asks,
    )


def device(name: str, kind: str, state: DeviceStateView = DeviceStateView.READY) -> DeviceView:
    drivers = {
        "card_reader": ("pcsc", "ACS ACR122U 00 00"),
        "camera": ("mjpeg", "http://10.20.0.31/stream"),
        "barrier": ("modbus-rtu", "/dev/serial/by-id/usb-relay-a1"),
        "document_printer": ("ipp", "ipp://10.20.0.40:631/ipp/print"),
    }
    driver, port = drivers[kind]
    fault = None
    next_try = None
    if state is DeviceStateView.DOWN:
        lost = Fault.CAMERA_LOST.value
        fault = FaultView(
            code=lost.code,
            public=said(lost.public.zh, lost.public.en),
            remedy=said(lost.remedy.zh, lost.remedy.en),
        )
        next_try = NOW + timedelta(seconds=4)
    return DeviceView(
        name=name,
        kind=kind,
        driver=driver,
        port=port,
        state=state,
        since=NOW - timedelta(minutes=42),
        fault=fault,
        next_try=next_try,
        firmware="" if state is DeviceStateView.DOWN else "1.4.2",
        last_event=NOW - timedelta(seconds=9),
        counters={"losses": 128},
    )


def gate_state(*lanes: LaneView, **changes: object) -> AgentState:
    """A gate where all is well, with ``lanes``."""
    return AgentState(
        gate="east",
        name=said("东门", "East gate"),
        time=NOW,
        hall=HallLink(reachable=True, last_contact=NOW),
        records=RecordsView(count=4178, cursor=9001, age_s=4.0),
        backlog=BacklogView(waiting=0, dead=0),
        today=TodayView(entered=2317, refused=41),
        lanes=lanes or (lane(1),),
        devices=(device("reader-1", "card_reader"), device("camera-1", "camera")),
        recent=(),
    ).model_copy(update=changes)
