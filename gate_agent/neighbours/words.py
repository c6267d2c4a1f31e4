"""What guards read about the neighbours: what happened, then what to do."""

from __future__ import annotations

from typing import Final

from gate_agent.neighbours.refusals import Refusal
from wording import Text

NOT_ENROLLED: Final = Text(
    "本闸机没有与相邻闸机通信的证书。请在大厅重新登记本终端",
    "This gate has no certificate for its neighbours. Enrol it anew (yanhu hall enrol-device)",
)
UNSENT: Final = Text(
    "无法与相邻闸机通信（UDP 端口 {port}）。请检查网络与配置",
    "Neighbouring gates can't be reached (UDP port {port}). Check network and configuration",
)
QUIET: Final = Text(
    "收不到相邻闸机 {gates} 的消息。暂不能互通反潜回；请检查校园网",
    "Nothing is heard from {gates}. No shared anti-passback; check the network",
)
_FORGED: Final = Text(
    "收到不可信的相邻闸机消息，已忽略。请联系网络管理员",
    "Untrusted messages from the gates' network were ignored. Call its administrator",
)
_ENDED: Final = Text(
    "有相邻闸机的证书已过期或被停用。请在大厅重新登记该闸机",
    "A neighbouring gate's certificate has ended or is refused. Enrol that gate anew",
)
_TWIN: Final = Text(
    "另一台机器在使用本闸机的身份。请立即联系大厅管理员",
    "Another machine uses this gate's identity. Call the hall's administrator at once",
)
_CLOCK: Final = Text(
    "有相邻闸机的时间相差过大，其消息已忽略。请校准各闸机时间",
    "A neighbouring gate's clock is far off; it is not heard. Set the gates' clocks",
)
_FLOOD: Final = Text(
    "相邻闸机消息过多，超出部分已忽略。请联系网络管理员",
    "Too many messages on the gates' network; some were ignored. Call its administrator",
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
