"""Why somebody was not let in: a closed set, each with its words for people.

The sentence is for the cardholder and the guard, the remedy says what to do. ``attention`` marks
a refusal that the guard may lift by looking: the gate itself could not judge.
"""

# ruff: noqa: S105 - PASS is a pass, no password

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from wording import Text


class Reason(StrEnum):
    """Denial codes, as journalled and uploaded."""

    UNKNOWN_CARD = "unknown_card"
    CARD_UNREADABLE = "card_unreadable"
    CARD_NOT_GENUINE = "card_not_genuine"
    NOT_REGISTERED = "not_registered"
    PENDING = "pending"
    REJECTED = "rejected"
    REVOKED = "revoked"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    WRONG_GATE = "wrong_gate"
    NO_TEMPLATE = "no_template"
    MODEL_MISMATCH = "model_mismatch"
    NO_FACE = "no_face"
    FACE_MISMATCH = "face_mismatch"
    LIVENESS_DOUBTFUL = "liveness_doubtful"
    FACE_UNAVAILABLE = "face_unavailable"
    RECORDS_AGED = "records_aged"
    RECORDS_TOO_OLD = "records_too_old"
    RECORDS_UNAVAILABLE = "records_unavailable"
    JOURNAL_UNAVAILABLE = "journal_unavailable"
    BLOCKED = "blocked"
    LOCKDOWN = "lockdown"
    WRONG_CAMPUS = "wrong_campus"
    WRONG_DIRECTION = "wrong_direction"
    ENTRIES_USED = "entries_used"
    PASSBACK = "passback"
    JUST_PASSED = "just_passed"
    SENT_AWAY = "sent_away"
    GUARD_MUST_CONFIRM = "guard_must_confirm"
    CREDENTIAL_NOT_TAKEN = "credential_not_taken"
    PASS_MALFORMED = "pass_malformed"
    PASS_FORGED = "pass_forged"
    PASS_KEY_UNKNOWN = "pass_key_unknown"
    PASS_NOT_YET_VALID = "pass_not_yet_valid"
    PASS_EXPIRED = "pass_expired"
    PASS_TOO_LONG = "pass_too_long"
    PASS_USED = "pass_used"
    UNKNOWN_HOLDER = "unknown_holder"
    UNKNOWN_NUMBER = "unknown_number"
    FACE_NOT_RECOGNISED = "face_not_recognised"
    FACE_AMBIGUOUS = "face_ambiguous"


@dataclass(frozen=True, slots=True)
class Advice:
    """The words that go with a reason."""

    sentence: Text
    remedy: Text
    attention: bool = False


_ADVICE: Final[Mapping[Reason, Advice]] = MappingProxyType(
    {
        Reason.UNKNOWN_CARD: Advice(
            Text("这张卡没有登记", "This card is not registered"),
            Text(
                "核对证件；到一卡通中心登记或挂失补办",
                "Check who it is; the card office registers or replaces cards",
            ),
        ),
        Reason.CARD_UNREADABLE: Advice(
            Text("没读到卡，请再放一次", "The card was not read; please present it again"),
            Text(
                "平放一秒；反复读不出时核对证件", "Hold it flat; if it keeps failing, check papers"
            ),
            attention=True,
        ),
        Reason.CARD_NOT_GENUINE: Advice(
            Text("此卡未通过真伪核验", "This card could not be proved genuine"),
            Text(
                "可能是复制卡：核对证件和本人，到一卡通中心查验此卡",
                "It may be a copy: check papers; the card office looks at the card",
            ),
            attention=True,
        ),
        Reason.NOT_REGISTERED: Advice(
            Text("还没有提交返校登记", "No return to campus has been registered"),
            Text("请先在自助终端登记返校", "Register the return at a self-service terminal first"),
        ),
        Reason.PENDING: Advice(
            Text("返校申请正在审核", "The return is still being reviewed"),
            Text("请联系辅导员尽快审核", "Ask the counsellor to decide"),
        ),
        Reason.REJECTED: Advice(
            Text("返校申请没有通过", "The return was not approved"),
            Text("请联系辅导员了解原因后重新提交", "Ask the counsellor why, then submit again"),
        ),
        Reason.REVOKED: Advice(
            Text("返校许可已被撤销", "The permission to return was revoked"),
            Text("请勿放行；联系做出决定的辅导员", "Do not admit; call the counsellor who decided"),
        ),
        Reason.NOT_YET_VALID: Advice(
            Text("还没到允许返校的时间", "The permission has not begun yet"),
            Text(
                "请在许可开始后再来，或联系辅导员改期",
                "Come back when it begins, or ask to move it",
            ),
        ),
        Reason.EXPIRED: Advice(
            Text("返校许可已过期", "The permission to return has expired"),
            Text("请重新登记返校", "Register the return again"),
        ),
        Reason.WRONG_GATE: Advice(
            Text("不能从这个校门进入", "This gate is not among those allowed"),
            Text("请到许可中写明的校门", "Use a gate named in the permission"),
        ),
        Reason.NO_TEMPLATE: Advice(
            Text("没有登记人脸，无法自动核验", "No face is enrolled, so it can't be checked"),
            Text("请保安核对证件后放行", "Compare with papers, then open by hand"),
            attention=True,
        ),
        Reason.MODEL_MISMATCH: Advice(
            Text("登记的人脸需要更新", "The enrolled face was made by another model"),
            Text(
                "请保安核对照片；提醒其在自助终端重新采集",
                "Compare with the photograph; the face must be enrolled again",
            ),
            attention=True,
        ),
        Reason.NO_FACE: Advice(
            Text("没看到人脸，请正对摄像头", "No face was seen; please look at the camera"),
            Text("请摘下口罩、站近一些，再试一次", "Uncover the face, step closer, try again"),
        ),
        Reason.FACE_MISMATCH: Advice(
            Text("人脸与登记的不符", "The face is not the one on record"),
            Text(
                "请核对照片与本人；不符则查问卡或码是谁的",
                "Compare photograph and person; ask whose card or pass",
            ),
        ),
        Reason.LIVENESS_DOUBTFUL: Advice(
            Text(
                "请慢慢转头后再试，或由保安核对",
                "Turn your head slowly and try again, or let the guard look",
            ),
            Text(
                "镜头前的面部像照片一样不动（不是定论）；看过本人后可手动放行",
                "The face was as still as a photograph (no proof); look, then open by hand",
            ),
            attention=True,
        ),
        Reason.FACE_UNAVAILABLE: Advice(
            Text("人脸核验暂时不可用", "Faces can't be checked at the moment"),
            Text(
                "请保安核对照片后放行；检查摄像头",
                "Compare the photograph, open by hand; see camera",
            ),
            attention=True,
        ),
        Reason.RECORDS_AGED: Advice(
            Text(
                "名单较旧，刷卡之外须看本人，请保安核对",
                "The records are getting old, so a guard looks at each person",
            ),
            Text(
                "此通道没有摄像头：对照照片后手动放行；检查与大厅的连接",
                "No camera here: compare, open by hand; see the hall link",
            ),
            attention=True,
        ),
        Reason.RECORDS_TOO_OLD: Advice(
            Text("名单太久没有更新", "The records have not been updated for too long"),
            Text(
                "请保安向值班室核实后放行；检查网络",
                "Ask the duty office, open by hand; see network",
            ),
            attention=True,
        ),
        Reason.RECORDS_UNAVAILABLE: Advice(
            Text("名单还没有准备好", "The records are not ready yet"),
            Text(
                "请稍候或向值班室核实；检查与大厅的连接",
                "Wait, or ask the duty office; see the hall link",
            ),
            attention=True,
        ),
        Reason.JOURNAL_UNAVAILABLE: Advice(
            Text("无法记录通行，道闸不自动开启", "Passages can't be recorded, so nothing opens"),
            Text(
                "请立即清理磁盘；必要时用钥匙开闸", "Free the disk now; open by key if people wait"
            ),
            attention=True,
        ),
        Reason.BLOCKED: Advice(
            Text("此人已被列入禁止名单", "This person is on the block list"),
            Text("请勿放行；联系保卫处", "Do not admit; call the security office"),
        ),
        Reason.LOCKDOWN: Advice(
            Text("校门已临时封闭", "The gates are locked down"),
            Text(
                "只放行指定人员；请到安全处等候通知",
                "Only named groups may enter; others wait where it is safe",
            ),
        ),
        Reason.WRONG_CAMPUS: Advice(
            Text("不能进入这个校区", "This campus is not among those allowed"),
            Text("请到许可中写明的校区", "Use a campus named in the permission"),
        ),
        Reason.WRONG_DIRECTION: Advice(
            Text("许可不包括这个方向的通行", "The permission does not cover this way"),
            Text("请走另一方向的通道，或联系审批人", "Use the other way, or ask who permitted it"),
        ),
        Reason.ENTRIES_USED: Advice(
            Text("允许进入的次数已用完", "All permitted entries have been used"),
            Text("请联系审批人增加次数", "Ask whoever permitted it for more entries"),
        ),
        Reason.PASSBACK: Advice(
            Text("记录显示此人已在校内", "The holder is already inside by the records"),
            Text(
                "核对本人与照片；确认后手动放行",
                "Compare person and photograph; open by hand if right",
            ),
            attention=True,
        ),
        Reason.JUST_PASSED: Advice(
            Text("持有人刚刚已从这里通过", "The holder went through here just now"),
            Text(
                "请下一位出示自己的卡或码；查看是否借用他人的",
                "Whoever is next shows their own card or pass; see whether one was lent",
            ),
        ),
        Reason.SENT_AWAY: Advice(
            Text("保安刚刚没有放行，请与保安联系", "A guard has just refused; please talk to them"),
            Text(
                "由拒绝的保安决定；情况有变可手动放行",
                "The guard who refused decides; open by hand if something changed",
            ),
        ),
        Reason.GUARD_MUST_CONFIRM: Advice(
            Text("请稍候，由保安确认后放行", "Please wait; a guard confirms and lets you in"),
            Text(
                "对照照片和本人，确认后手动放行",
                "Compare photograph and person, then open by hand",
            ),
            attention=True,
        ),
        Reason.CREDENTIAL_NOT_TAKEN: Advice(
            Text("这个通道不接受这种凭证", "This lane does not take this credential"),
            Text(
                "请改用通行码或校园卡，或走其他通道",
                "Show a pass or a card as the lane asks, or use another lane",
            ),
        ),
        Reason.PASS_MALFORMED: Advice(
            Text("这不是校园通行码", "This is not a campus pass"),
            Text("请打开自己的通行码再扫", "Open your own pass and scan again"),
        ),
        Reason.PASS_FORGED: Advice(
            Text("通行码的签名无效", "The pass has a wrong signature"),
            Text(
                "请勿放行；核对证件并联系保卫处",
                "Do not admit; check papers, call the security office",
            ),
        ),
        Reason.PASS_KEY_UNKNOWN: Advice(
            Text("通行码不是本校签发的", "The pass was not issued by this university"),
            Text(
                "核对证件；若确为本校通行码，请技术人员更新闸机密钥",
                "Check papers; if it is ours, a technician must renew the gate's keys",
            ),
        ),
        Reason.PASS_NOT_YET_VALID: Advice(
            Text("通行码还没到生效时间", "The pass has not begun yet"),
            Text("请稍候再扫；仍不行请刷新", "Scan a little later; refresh it if that fails"),
        ),
        Reason.PASS_EXPIRED: Advice(
            Text("通行码已过期", "The pass has expired"),
            Text("请刷新通行码后再扫", "Refresh the pass and scan again"),
        ),
        Reason.PASS_TOO_LONG: Advice(
            Text("通行码的有效期超过上限", "The pass claims too long a life"),
            Text(
                "请刷新后再扫，并报告大厅管理员",
                "Refresh it and scan again; tell the hall's administrator",
            ),
        ),
        Reason.PASS_USED: Advice(
            Text("这个通行码已经用过", "This pass has been used already"),
            Text(
                "请本人刷新通行码再扫；截图不能使用",
                "Refresh the pass and scan again; a picture of it does not count",
            ),
        ),
        Reason.UNKNOWN_HOLDER: Advice(
            Text("名单中没有通行码的持有人", "The holder of the pass is not in the records"),
            Text("核对证件；请联系大厅", "Check who it is; ask the hall"),
        ),
        Reason.UNKNOWN_NUMBER: Advice(
            Text("没有这个学号", "There is no such student number"),
            Text("请核对后重新输入", "Check the number and type it again"),
        ),
        Reason.FACE_NOT_RECOGNISED: Advice(
            Text("没有认出人脸", "The face was not recognised"),
            Text("请改用校园卡或通行码", "Please use a card or a pass"),
        ),
        Reason.FACE_AMBIGUOUS: Advice(
            Text("人脸与不止一人相近", "The face is like more than one person's"),
            Text("请改用校园卡或通行码", "Please use a card or a pass"),
        ),
    }
)


def advice(reason: Reason) -> Advice:
    """The words for ``reason``, as for somebody who comes in; every reason has them. Those for a
    way: :func:`gate_agent.rules.leaving.advice_on`."""
    return _ADVICE[reason]


TRY_AGAIN: Final = frozenset(
    {
        Reason.CARD_UNREADABLE,
        Reason.NO_FACE,
        Reason.FACE_MISMATCH,
        Reason.LIVENESS_DOUBTFUL,
        Reason.FACE_UNAVAILABLE,
        Reason.FACE_NOT_RECOGNISED,
        Reason.FACE_AMBIGUOUS,
        Reason.PASS_NOT_YET_VALID,
    }
)
"""Refusals that the same credential may overcome at once; after others the second time is the same
try."""

AWAITS_GUARD: Final = frozenset(
    {Reason.GUARD_MUST_CONFIRM, Reason.LIVENESS_DOUBTFUL, Reason.RECORDS_AGED}
)
"""Refusals that stay until a guard had time to look at the person."""
