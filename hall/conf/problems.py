"""Every refusal a terminal can get: code, status, and what it says in both languages."""

from __future__ import annotations

from enum import Enum

from sync.wire import Bilingual, Problem
from wording import Text


class Refused(Enum):
    """(code, HTTP status, sentence: what happened, then what to do)."""

    MALFORMED = (
        "malformed",
        400,
        Text(
            "请求内容不完整或不是有效的 JSON。请检查终端与网络后重试。",
            "The request is incomplete or not valid JSON. Check the terminal and the network, "
            "then try again.",
        ),
    )
    TOKEN_UNKNOWN = (
        "token_unknown",
        401,
        Text(
            "服务大厅不认识这台终端的令牌。请由管理员重新登记终端。",
            "The hall does not know this terminal's token. Ask the administrator to enrol the "
            "terminal again.",
        ),
    )
    SESSION_EXPIRED = (
        "session_expired",
        401,
        Text("登录已结束。请重新刷卡。", "Your session has ended. Tap your card again."),
    )
    DEVICE_REVOKED = (
        "device_revoked",
        403,
        Text(
            "这台终端已被停用。请联系网络中心。",
            "This terminal has been withdrawn. Contact the network office.",
        ),
    )
    WRONG_ROLE = (
        "wrong_role",
        403,
        Text(
            "这台终端无权使用此功能。请使用对应类型的终端。",
            "This terminal may not do that. Use a terminal enrolled for the purpose.",
        ),
    )
    NOT_FOUND = (
        "not_found",
        404,
        Text(
            "没有找到所请求的内容。请返回后重试。", "There is nothing here. Go back and try again."
        ),
    )
    METHOD_NOT_ALLOWED = (
        "method_not_allowed",
        405,
        Text(
            "此地址不支持该操作。请更新终端软件。",
            "This address does not take that method. Update the terminal's software.",
        ),
    )
    UNKNOWN_CARD = (
        "unknown_card",
        404,
        Text(
            "服务大厅没有登记这张卡，或卡已挂失。请到校园卡中心核对。",
            "The hall has no such card, or it was reported lost. Please ask at the campus card "
            "office.",
        ),
    )
    IDEMPOTENCY_CONFLICT = (
        "idempotency_conflict",
        409,
        Text(
            "同一编号已用于另一份请求。请重新开始办理。",
            "This request number was already used for something else. Please start again.",
        ),
    )
    RETURN_PENDING = (
        "return_pending",
        409,
        Text(
            "你的返校登记正在等待辅导员审核，不必重复提交。",
            "Your registration is waiting for your counsellor. You need not submit it again.",
        ),
    )
    RETURN_APPROVED = (
        "return_approved",
        409,
        Text(
            "你的返校登记已经批准，可以直接入校。",
            "Your return is already approved. You can enter the campus.",
        ),
    )
    RETURNS_CLOSED = (
        "returns_closed",
        409,
        Text(
            "返校登记尚未开放。请留意学校通知。",
            "Registration for returning is not open yet. Watch for the campus's announcement.",
        ),
    )
    ALREADY_PRINTED = (
        "already_printed",
        409,
        Text(
            "这份证明已经打印过。如需再打一份，请重新申请。",
            "This certificate has been printed already. Request a new one if you need another.",
        ),
    )
    NOT_ENROLLED = (
        "not_enrolled",
        409,
        Text(
            "你目前不是在读状态，不能开具在读证明。请咨询教务处。",
            "You are not enrolled at present, so no certificate of enrolment can be issued. "
            "Ask the academic affairs office.",
        ),
    )
    CURSOR_AHEAD = (
        "cursor_ahead",
        409,
        Text(
            "终端的同步位置超前于服务大厅。请核对大厅是否从备份恢复，再重新同步。",
            "The terminal's cursor is ahead of the hall's feed. Check whether the hall was "
            "restored from a backup, then synchronise afresh.",
        ),
    )
    TOO_LARGE = (
        "too_large",
        413,
        Text(
            "请求超过 8 MiB，未被接收。请减少内容后重试。",
            "The request is larger than 8 MiB and was not read. Send less and try again.",
        ),
    )
    INVALID = (
        "invalid",
        422,
        Text(
            "填写的内容不符合要求。请按提示修改后重新提交。",
            "Something does not fit. Correct the field that is named and submit again.",
        ),
    )
    HASH_MISMATCH = (
        "hash_mismatch",
        422,
        Text(
            "事件内容与其校验值不符。请保留原始日志并联系网络中心。",
            "The event does not match its own hash. Keep the journal and contact the network "
            "office.",
        ),
    )
    CHAIN_BROKEN = (
        "chain_broken",
        422,
        Text(
            "事件与日志中相邻的事件接不上。请保留原始日志并联系网络中心。",
            "The event does not fit its neighbours in the journal. Keep the journal and contact "
            "the network office.",
        ),
    )
    EVENT_CONFLICT = (
        "event_conflict",
        422,
        Text(
            "同一事件编号已有不同内容。请保留原始日志并联系网络中心。",
            "Another event was already kept under this id. Keep the journal and contact the "
            "network office.",
        ),
    )
    INTERNAL = (
        "internal",
        500,
        Text(
            "服务大厅出现内部错误，已记录。请稍后重试。",
            "The hall met an error of its own and has noted it. Please try again later.",
        ),
    )

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def status(self) -> int:
        return self.value[1]

    def problem(self, where: str = "", message: Text | None = None) -> Problem:
        """The answer's body; ``message`` replaces the sentence by a more exact one."""
        text = message or self.value[2]
        return Problem(code=self.code, message=Bilingual(zh=text.zh, en=text.en), where=where)


class Refusal(Exception):
    """A request that is not granted, for a reason its sender can act on."""

    def __init__(self, why: Refused, where: str = "", message: Text | None = None) -> None:
        super().__init__(f"{why.code} {where}".strip())
        self.why = why
        self.problem = why.problem(where, message)
