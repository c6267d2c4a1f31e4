"""Texts of the page that says what must be looked into at the gates."""

from __future__ import annotations

from typing import Final

from wording import Text

GATE_WORDS: Final[dict[str, Text]] = {
    "alarms_title": Text("待核查事项", "To be looked into"),
    "alarms_lead": Text(
        "校门上报中需要有人核查的事。查明后标记“已核查”，并记下是谁。",
        "What the gates reported that somebody must look into. Mark it once you have; your name "
        "stays with it.",
    ),
    "alarms_none": Text("没有待核查的事项。", "Nothing waits to be looked into."),
    "alarms_none_seen": Text("还没有已核查的事项。", "Nothing has been checked yet."),
    "alarms_all": Text("全部", "All"),
    "alarms_seen": Text("已核查", "Checked"),
    "alarms_open": Text("查看待核查事项", "See what is to be looked into"),
    "alarm_mark": Text("标记已核查", "Mark as checked"),
    "alarm_done": Text("已记下，由你核查。", "Noted: you have checked it."),
    "alarm_was_done": Text("别人已经核查过了。", "Somebody else has checked it already."),
    "col_terminal_gate": Text("校门 / 终端", "Gate / terminal"),
    "col_what": Text("事项", "What"),
    "col_do": Text("怎么办", "What to do"),
    "col_seen_by": Text("核查人", "Checked by"),
    "chain_forked": Text("分叉日志", "forked journal"),
    "alarm_restored": Text("大厅疑似从备份恢复", "The hall was restored from a backup"),
    "alarm_restored_one": Text(
        "大厅疑似从备份恢复，撤销可能丢失",
        "the hall was restored from a backup; revocations may be lost",
    ),
    "alarm_restored_many": Text(
        "大厅疑似从备份恢复，撤销可能丢失",
        "the hall was restored from a backup; revocations may be lost",
    ),
    "alarm_restored_what": Text(
        "终端 {device} 已读到名单第 {seq} 条，大厅的名单没有那么长。",
        "Terminal {device} has read the feed up to {seq}; the hall's feed ends before.",
    ),
    "alarm_newer_what": Text(
        "终端 {device} 判断所用的名单记录比大厅的新（第 {seq} 条事件）。",
        "Terminal {device} decided by a newer record than the hall's (event {seq}).",
    ),
    "alarm_restored_do": Text(
        "请管理员先补做备份之后的撤销和拉黑，再运行 yanhu hall restart-feed。",
        "Administrator: decide again what was revoked or blocked since the backup, then run: "
        "yanhu hall restart-feed",
    ),
    "alarm_admitted": Text("撤销或拉黑后仍放行", "Admitted although revoked or blocked"),
    "alarm_admitted_one": Text(
        "{count} 人次撤销或拉黑后仍放行", "{count} admitted although revoked or blocked"
    ),
    "alarm_admitted_many": Text(
        "{count} 人次撤销或拉黑后仍放行", "{count} admitted although revoked or blocked"
    ),
    "alarm_admitted_what": Text(
        "校门时间不明的，按可能已撤销计。",
        "Where the gate could not tell the time, it counts as after the revocation.",
    ),
    "alarm_admitted_do": Text(
        "找到此人，确认其是否在校。", "Find the person; are they on the campus?"
    ),
    "alarm_gap": Text("日志缺口", "Gap in a journal"),
    "alarm_gap_one": Text("{count} 处日志缺口", "{count} gap in a journal"),
    "alarm_gap_many": Text("{count} 处日志缺口", "{count} gaps in journals"),
    "alarm_gap_what": Text(
        "第 {seq} 条之前的事件没有到达。", "What was before event {seq} has not arrived."
    ),
    "alarm_begun_what": Text(
        "启用了新日志，旧日志的结尾未到达。", "A new journal began; the old one's end is missing."
    ),
    "alarm_gap_do": Text(
        "在该校门运行 yanhu gate outbox，查看并重发。换过硬盘的，核对旧硬盘。",
        "Run yanhu gate outbox at the gate and send again. After a new disk: secure the old one.",
    ),
    "alarm_forked": Text("日志分叉", "Forked journal"),
    "alarm_forked_one": Text("{count} 份分叉日志", "{count} forked journal"),
    "alarm_forked_many": Text("{count} 份分叉日志", "{count} forked journals"),
    "alarm_forked_what": Text(
        "第 {before} 条之后有两种续写，均已保留。",
        "It goes on in two ways after event {before}; both are kept.",
    ),
    "alarm_forked_do": Text(
        "查明是谁把该校门恢复到旧副本，或复制了它。",
        "Find out who put the gate back from an older copy, or copied it.",
    ),
    "alarm_resumed": Text("旧日志又在增长", "An older journal grows again"),
    "alarm_resumed_one": Text("{count} 份旧日志又在增长", "{count} older journal grows again"),
    "alarm_resumed_many": Text("{count} 份旧日志又在增长", "{count} older journals grow again"),
    "alarm_resumed_what": Text(
        "接上旧硬盘，或两台校门共用一份登记文件。",
        "An old disk was put back, or two gates use one identity file.",
    ),
    "alarm_resumed_do": Text(
        "只留一台；另一台重新登记（yanhu hall enrol-device）。",
        "Leave one; enrol the other anew (yanhu hall enrol-device).",
    ),
    "alarm_journal_key": Text("日志密钥被更换", "Journal key replaced"),
    "alarm_journal_key_one": Text("{count} 次日志密钥更换", "{count} journal key replaced"),
    "alarm_journal_key_many": Text("{count} 次日志密钥更换", "{count} journal keys replaced"),
    "alarm_journal_key_what": Text(
        "终端 {device} 换用另一把密钥签署日志：{detail}。",
        "Terminal {device} signs its journal with another key: {detail}.",
    ),
    "alarm_journal_key_do": Text(
        "若无人换过硬盘或重装，保留该校门的数据目录，查明由谁更换。",
        "If nobody changed its disk or set it up anew: secure the gate's data folder, find out who "
        "replaced the key.",
    ),
    "journal_key": Text("日志公钥", "Journal key"),
    "alarm_other_gate": Text("终端改报另一校门", "Terminal reports as another gate"),
    "alarm_other_gate_one": Text(
        "{count} 台终端改报另一校门", "{count} terminal reports as another gate"
    ),
    "alarm_other_gate_many": Text(
        "{count} 次终端改报另一校门", "{count} changes of a terminal's gate"
    ),
    "alarm_other_gate_what": Text(
        "终端 {device} 原报 {detail}，现报 {gate}。",
        "Terminal {device} reported as {detail} before, now as {gate}.",
    ),
    "alarm_other_gate_do": Text(
        "若无人改过名，令牌可能被盗：停用该终端。",
        "If nobody renamed it, its token may be stolen: withdraw the terminal.",
    ),
    "alarm_shared_gate": Text("两台终端报同一校门", "Two terminals report as one gate"),
    "alarm_shared_gate_one": Text(
        "{count} 个校门由两台终端上报", "{count} gate is reported by two terminals"
    ),
    "alarm_shared_gate_many": Text(
        "{count} 个校门由两台终端上报", "{count} gates are reported by two terminals"
    ),
    "alarm_shared_gate_what": Text(
        "{device} 与 {detail} 都报 {gate}。", "Both {device} and {detail} report as {gate}."
    ),
    "alarm_shared_gate_do": Text(
        "停用不再使用的那台。", "Withdraw the one that is no longer used."
    ),
    "alarm_rejected": Text("事件被拒收", "Event refused"),
    "alarm_rejected_one": Text("{count} 条事件被拒收", "{count} event refused"),
    "alarm_rejected_many": Text("{count} 条事件被拒收", "{count} events refused"),
    "alarm_rejected_what": Text("第 {seq} 条（{detail}）。", "Event {seq} ({detail})."),
    "alarm_rejected_do": Text(
        "它仍在该校门：yanhu gate outbox。保留日志，联系网络中心。",
        "The gate still has it: yanhu gate outbox. Keep the journal; call the network office.",
    ),
}
