"""What somebody had best show at a lane, and what would be said to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, assert_never

from gate_agent.rules.access import Decision, Denied, FaceNeeded, Granted
from gate_agent.rules.reasons import Reason
from sync.wire import CredentialKind
from wording import Text


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be decided if a credential of this kind were shown now, before a face is seen."""

    kind: CredentialKind
    decision: Decision


WOULD_PASS: Final = {
    CredentialKind.CARD: Text("现在刷卡即可通行", "Would be let through with the card now"),
    CredentialKind.PASS: Text("现在扫通行码即可通行", "Would be let through with a pass now"),
    CredentialKind.NUMBER: Text("输入学号即可通行", "Would be let through by the number now"),
    CredentialKind.FACE: Text("现在看镜头即可通行", "Would be let through by the face alone now"),
}
GO: Final = {
    CredentialKind.CARD: Text("请到通道刷卡", "Ask them to tap at the lane"),
    CredentialKind.PASS: Text(
        "请到通道扫手机上的通行码", "Ask them to scan the pass on their telephone at the lane"
    ),
    CredentialKind.NUMBER: Text("请在此通道输入学号", "Type their number at this lane"),
    CredentialKind.FACE: Text(
        "请到通道正对摄像头，摘下口罩",
        "Ask them to uncover the face and look at the lane's camera",
    ),
}
FACE_NEXT: Final = {
    CredentialKind.CARD: Text(
        "刷卡后还须核验人脸，相符即可通行",
        "Would be let through once the camera has seen the enrolled face",
    ),
    CredentialKind.PASS: Text(
        "扫通行码后还须核验人脸，相符即可通行",
        "Would be let through with a pass once the camera has seen the enrolled face",
    ),
    CredentialKind.NUMBER: Text(
        "没有可用的卡或码；输入学号并核验人脸后可通行",
        "Has no card or pass for this lane; would be let through by number and face",
    ),
    CredentialKind.FACE: Text("核验人脸，相符即可通行", "Would be let through by the face alone"),
}
LOOK_UP: Final = {
    CredentialKind.CARD: Text(
        "请刷卡后正对摄像头，摘下口罩", "Ask them to tap, uncover the face and look at the camera"
    ),
    CredentialKind.PASS: Text(
        "请扫手机上的通行码，再正对摄像头，摘下口罩",
        "Ask them to scan their pass, uncover the face and look at the camera",
    ),
    CredentialKind.NUMBER: Text(
        "请在此通道输入学号，让本人正对摄像头",
        "Type their number at this lane and ask them to look at the camera",
    ),
    CredentialKind.FACE: Text(
        "请到通道正对摄像头，摘下口罩", "Ask them to uncover the face and look at the camera"
    ),
}


def best(foreseen: Iterable[Foreseen]) -> Foreseen:
    """The one that gets its holder furthest; of equals the first. There must be one."""
    return min(foreseen, key=lambda one: _distance(one.decision))


def _distance(decision: Decision) -> int:
    """How far somebody is from going through; a credential that does not count says least."""
    match decision:
        case Granted():
            return 0
        case FaceNeeded():
            return 1
        case Denied(reason=Reason.CREDENTIAL_NOT_TAKEN):
            return 3
        case Denied():
            return 2
        case _:
            assert_never(decision)
