"""What guards read about the neighbours: what happened, then what to do."""

from __future__ import annotations

from typing import Final

from gate_agent.neighbours.refusals import Refusal
from wording import Text

NOT_ENROLLED: Final = Text(
    "本闸机没有与相邻闸机通信的证书；请在大厅重新登记本终端（yanhu hall enrol-device）",
    "This gate has no certificate for its neighbours; enrol it anew (yanhu hall enrol-device)",
)
UNSENT: Final = Text(
    "无法与相邻闸机通信（UDP 端口 {port}）；请检查网络与配置",
    "The neighbouring gates can't be reached (UDP port {port}); check network and configuration",
)
QUIET: Final = Text(
    "收不到相邻闸机 {gates} 的消息：反潜回与一次性通行码暂不能与其互通；请检查校园网",
    "Nothing is heard from {gates}: anti-passback and single use are not shared; check the network",
)
_FORGED: Final = Text(
    "收到不可信的相邻闸机消息（已忽略）；请联系网络管理员，详见 yanhu gate neighbours",
    "Messages that can't be trusted came as if from gates and were ignored; call the network's"
    " administrator, see yanhu gate neighbours",
)
_ENDED: Final = Text(
    "有相邻闸机的证书已过期或被停用；请在大厅重新登记该闸机，详见 yanhu gate neighbours",
    "A neighbouring gate's certificate has ended or is refused here; enrol that gate anew, see"
    " yanhu gate neighbours",
)
_TWIN: Final = Text(
    "另一台机器在使用本闸机的身份；请立即联系大厅管理员",
    "Another machine uses this gate's identity; call the hall's administrator at once",
)
_CLOCK: Final = Text(
    "有相邻闸机的时间相差过大，其消息已忽略；请校准各闸机时间",
    "A neighbouring gate's time is far from ours, so it is not heard; set the gates' clocks",
)
_FLOOD: Final = Text(
    "相邻闸机消息过多，超出部分已忽略；请联系网络管理员",
    "Too many messages came from the gates' network, the rest was ignored; call its administrator",
)

REFUSED: Final = {
    Refusal.GARBAGE: _FORGED,
    Refusal.SEAL: _FORGED,
    Refusal.UNVOUCHED: _FORGED,
    Refusal.ENDED: _ENDED,
    Refusal.BARRED: _ENDED,
    Refusal.SIGNATURE: _FORGED,
    Refusal.TWIN: _TWIN,
    Refusal.FLOOD: _FLOOD,
    Refusal.CROWD: _FLOOD,
    Refusal.REPLAYED: _FORGED,
    Refusal.CLOCK: _CLOCK,
    Refusal.FORGED: _FORGED,
    Refusal.OLD_LOG: _FORGED,
    Refusal.FUTURE: _CLOCK,
    Refusal.RECORD: _FORGED,
    Refusal.NOT_STRICTER: _FORGED,
}
"""What each refusal means to whoever stands at the gate."""
