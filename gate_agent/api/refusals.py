"""Every answer of status 400 or above: a code, and words for the guard."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from http import HTTPStatus
from typing import Final

from starlette.responses import JSONResponse, Response

from gate_agent.desk.emergency import Ended
from gate_agent.rules.orders import OrderResult
from gate_agent.wire.schema import Refusal
from sync.wire import Bilingual
from wording import Text


class No(Enum):
    """All refusals: status, code, wording."""

    TOKEN_UNKNOWN = (
        HTTPStatus.UNAUTHORIZED,
        "token_unknown",
        "令牌无效，请联系管理员重新发放",
        "The token is not valid; ask the administrator for a new one",
    )
    TOO_MANY_WRONG = (
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_wrong_tokens",
        "错误的令牌过多，请一分钟后再试",
        "Too many wrong tokens; try again in a minute",
    )
    ROLE_LACKS = (
        HTTPStatus.FORBIDDEN,
        "role_lacks",
        "您的角色没有这项权限；请由有权限的同事操作",
        "Your role may not do this; ask a colleague whose role may",
    )
    TOO_FAST = (
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_fast",
        "操作过于频繁，请稍候再试",
        "Too many requests in a short time; wait a moment",
    )
    NOT_FOUND = (HTTPStatus.NOT_FOUND, "not_found", "没有找到", "There is no such thing here")
    UNKNOWN_LANE = (HTTPStatus.NOT_FOUND, "unknown_lane", "没有这个通道", "There is no such lane")
    UNKNOWN_DEVICE = (
        HTTPStatus.NOT_FOUND,
        "unknown_device",
        "没有这个设备",
        "There is no such device",
    )
    NOT_ALLOWED = (
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "不支持这种请求",
        "This method is not allowed here",
    )
    INVALID = (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid",
        "请求内容有误：缺项、多项或某项不合要求（原因须 2 至 64 字）",
        "Not valid: a field is missing, unknown or out of bounds (a reason: 2 to 64 characters)",
    )
    INVALID_NUMBER = (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid_number",
        "学号有误：只能是字母、数字和 _ . : -，最多 64 位",
        "Not a student number: letters, digits and _ . : - only, at most 64",
    )
    LANE_ENGAGED = (
        HTTPStatus.CONFLICT,
        "lane_engaged",
        "通道正在使用或停用，请稍后再输入",
        "The lane is in use or out of service; type the number again afterwards",
    )
    TOO_LARGE = (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_large",
        "请求过大",
        "The request is too large",
    )
    TOO_SLOW = (
        HTTPStatus.REQUEST_TIMEOUT,
        "too_slow",
        "请求没有在规定时间内发完，请重试",
        "The request did not come to its end in time; try again",
    )
    LANE_BUSY = (
        HTTPStatus.CONFLICT,
        "lane_busy",
        "通道正开着，请等人通过",
        "The lane is open already; wait until the person is through",
    )
    NOBODY_THERE = (
        HTTPStatus.CONFLICT,
        "nobody_there",
        "通道前没有正在核验的人",
        "Nobody stands at the lane who could be refused",
    )
    IN_THE_LANE = (
        HTTPStatus.CONFLICT,
        "in_the_lane",
        "人已在通道内，不能关闸；请到现场处理",
        "Somebody is in the lane, so the barrier must not close; go there",
    )
    NO_DESK = (
        HTTPStatus.CONFLICT,
        "no_desk_reader",
        "本闸机没有设置值班台读卡器（api.desk_reader）",
        "This gate has no reader for guards' cards (api.desk_reader)",
    )
    DESK_BUSY = (
        HTTPStatus.CONFLICT,
        "desk_busy",
        "另一项操作正在等待刷卡；请先完成或取消它",
        "Another order waits for a card; finish or cancel it first",
    )
    NO_CARD = (
        HTTPStatus.CONFLICT,
        "no_card",
        "没有等到值班卡，操作已取消；请重新操作并刷卡",
        "No card was shown in time, so nothing was done; order again and show the card",
    )
    CARD_UNKNOWN = (
        HTTPStatus.FORBIDDEN,
        "card_unknown",
        "这张卡不属于任何值班人员；请用本人的值班卡",
        "This card is no guard's here; use your own duty card",
    )
    SECOND_NEEDED = (
        HTTPStatus.CONFLICT,
        "second_guard_needed",
        "此人的许可已撤销或被列入禁止名单：须另一位保安在一分钟内确认",
        "This person is revoked or blocked: another guard must confirm within a minute",
    )
    SAME_GUARD = (
        HTTPStatus.FORBIDDEN,
        "same_guard",
        "须由另一位保安确认，不能自己确认",
        "Another guard must confirm, not the one who asked",
    )
    NOTHING_TO_CONFIRM = (
        HTTPStatus.CONFLICT,
        "nothing_to_confirm",
        "没有等待确认的放行（已超时或换了人）",
        "No opening waits to be confirmed: the time is over, or somebody else stands there",
    )
    NO_DAY = (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid",
        "日期有误：请写成 day=YYYY-MM-DD",
        "The day is not valid: write day=YYYY-MM-DD",
    )
    NO_MOMENT = (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid",
        "时间有误：请写成带时区的 since=YYYY-MM-DDTHH:MM:SSZ",
        "The moment is not valid: write since=YYYY-MM-DDTHH:MM:SSZ, with its time zone",
    )
    STORE_UNREADABLE = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store_unreadable",
        "本机数据读不出；请稍候再试，仍不行请联系技术人员",
        "This gate's data can't be read; try again, then call a technician",
    )
    BARRIER_FAILED = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "barrier_failed",
        "道闸没有动作；请用钥匙开闸并报修",
        "The barrier did not move; open by key and have it repaired",
    )
    LANE_SILENT = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "lane_silent",
        "通道没有响应，指令已撤回，道闸不会动作；请再试，或用钥匙开闸",
        "The lane did not answer; the order is withdrawn. Try again, or open by key",
    )
    ORDER_UNANSWERED = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "order_unanswered",
        "指令已开始执行但未确认，道闸可能稍后才动作；请看着通道",
        "The order is under way but not confirmed; the barrier may still move. Watch the lane",
    )
    JOURNAL_UNAVAILABLE = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "journal_unavailable",
        "无法记录，道闸不开启；请清理磁盘，必要时用钥匙开闸",
        "It can't be recorded, so nothing opens; free the disk, open by key if people wait",
    )
    ACT_NOT_RECORDED = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "journal_unavailable",
        "无法记录，没有动作也没有改动；请先清理磁盘",
        "It can't be recorded, so nothing was moved or changed; free the disk first",
    )
    LANE_IN_SERVICE = (
        HTTPStatus.CONFLICT,
        "lane_in_service",
        "通道正在使用；请先在值班台上把通道停用，再动作道闸",
        "A lane there is in service; take it out of service at the guard's screen first",
    )
    DEVICE_LENT = (
        HTTPStatus.CONFLICT,
        "device_lent",
        "另一位技术员正在用这台设备读卡或扫码；请等他结束",
        "Another technician waits for a card or code there; try again when they are done",
    )
    INVALID_PORT = (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid_port",
        "端口有误：请选一个找到的端口，或输入 1 至 512 个字符",
        "The port is not valid: choose one that was found, or type 1 to 512 characters",
    )
    PORT_REFUSED = (
        HTTPStatus.CONFLICT,
        "port_refused",
        "这个端口不能用，未作改动",
        "This port can't be used; nothing was changed",
    )
    PORT_CALLED_OFF = (
        HTTPStatus.CONFLICT,
        "port_called_off",
        "试用新端口已取消，未作改动",
        "The try of the port was called off; nothing was changed",
    )
    NO_PORT_TRIED = (
        HTTPStatus.CONFLICT,
        "no_port_tried",
        "这台设备没有正在试用的端口",
        "No port is being tried for this device",
    )
    BUNDLE_LATE = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "bundle_late",
        "支持包没有按时收集完，已停止等待；请稍后再试，或到闸机电脑上收集",
        "The bundle was not ready in time; try again later, or make it at the gate's computer",
    )
    BUNDLE_FAILED = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "bundle_failed",
        "支持包收集不了",
        "The bundle can't be collected",
    )
    IN_FORCE = (
        HTTPStatus.CONFLICT,
        "in_force",
        "已经封闭",
        "The lockdown is in force already",
    )
    NOT_IN_FORCE = (
        HTTPStatus.CONFLICT,
        "not_in_force",
        "没有需要解除的状态",
        "There is nothing in force to end",
    )
    FIRE_INPUT_ACTIVE = (
        HTTPStatus.CONFLICT,
        "fire_input_active",
        "消防信号仍在，不能解除；请先复位消防主机",
        "The fire input is still active; reset the fire panel first",
    )
    STOPPING = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "stopping",
        "程序正在停止，请稍后再试",
        "The agent is stopping; try again soon",
    )
    INTERNAL = (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "程序内部出错，请查看日志",
        "The agent has an internal fault; see its log",
    )

    def answer(
        self, headers: Mapping[str, str] | None = None, because: Text | None = None
    ) -> Response:
        """This refusal as an HTTP answer; ``because`` is said instead of the usual words."""
        status, code, zh, en = self.value
        if because is not None:
            zh, en = because.zh, because.en
        refusal = Refusal(code=code, message=Bilingual(zh=zh, en=en))
        return JSONResponse(refusal.model_dump(), status_code=status, headers=dict(headers or {}))


OF_ORDER: Final[Mapping[OrderResult, No]] = {
    OrderResult.BUSY: No.LANE_BUSY,
    OrderResult.NOBODY_THERE: No.NOBODY_THERE,
    OrderResult.IN_THE_LANE: No.IN_THE_LANE,
    OrderResult.SECOND_NEEDED: No.SECOND_NEEDED,
    OrderResult.SAME_GUARD: No.SAME_GUARD,
    OrderResult.NOTHING_TO_CONFIRM: No.NOTHING_TO_CONFIRM,
    OrderResult.BARRIER_FAILED: No.BARRIER_FAILED,
    OrderResult.NOT_RECORDED: No.JOURNAL_UNAVAILABLE,
    OrderResult.STOPPING: No.STOPPING,
}
"""What an order that was not carried out answers."""
OF_ENDING: Final[Mapping[Ended, No]] = {
    Ended.NOT_IN_FORCE: No.NOT_IN_FORCE,
    Ended.FIRE_INPUT_ACTIVE: No.FIRE_INPUT_ACTIVE,
    Ended.NOT_RECORDED: No.JOURNAL_UNAVAILABLE,
}
