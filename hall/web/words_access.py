"""Texts of the pages about access: conditions, groups, the block list, visitors."""

from __future__ import annotations

from typing import Final

from wording import Text

ACCESS_WORDS: Final[dict[str, Text]] = {
    # frame
    "nav_access": Text("通行权限", "Access"),
    "nav_visitors": Text("访客", "Visitors"),
    # conditions
    "conditions_title": Text("通行条件", "Conditions"),
    "conditions_gates": Text("可进校门", "Gates"),
    "conditions_campuses": Text("可进校区", "Campuses"),
    "conditions_none_is_all": Text(
        "一个都不选，表示允许范围内的全部。", "Choose none for all that are allowed."
    ),
    "conditions_no_gates": Text(
        "还没有校门上报过，批准对全部校门有效。",
        "No gate has reported yet; this holds for all gates.",
    ),
    "conditions_way": Text("方向", "Way"),
    "conditions_both": Text("进和出", "In and out"),
    "conditions_in": Text("只进", "In only"),
    "conditions_out": Text("只出", "Out only"),
    "conditions_entries": Text("最多入校次数", "Entries at most"),
    "conditions_entries_hint": Text("留空表示不限。", "Empty for no limit."),
    "conditions_entries_most": Text("最多 {most} 次。", "At most {most}."),
    "conditions_unlimited": Text("不限", "no limit"),
    "conditions_all_campuses": Text("全部校区", "All campuses"),
    # block list
    "access_title": Text("通行权限", "Access"),
    "access_lead": Text(
        "按学号或访客编号查人，分配职责，维护黑名单。每次改动立即送到校门，并留下记录。",
        "Find somebody by student or visitor number, assign duties, keep the block list. "
        "Each change reaches the gates at once and is kept on record.",
    ),
    "access_number": Text("学号或访客编号", "Student or visitor number"),
    "access_nobody": Text(
        "没有这个编号：{number}。请核对。", "Nobody has the number {number}. Check it."
    ),
    "blocks_title": Text("黑名单", "Block list"),
    "blocks_empty": Text("黑名单是空的。", "Nobody is on the block list."),
    "col_person": Text("人员", "Person"),
    "col_since": Text("加入时间", "Since"),
    "col_by": Text("经办人", "By"),
    "changes_title": Text("改动记录", "Changes"),
    "changes_empty": Text("还没有改动。", "Nothing was changed yet."),
    "col_change": Text("改动", "Change"),
    "change_block": Text("加入黑名单", "Put on the block list"),
    "change_unblock": Text("移出黑名单", "Taken off the block list"),
    "change_assign": Text("分配职责", "Duty assigned"),
    "change_relieve": Text("取消职责", "Duty taken away"),
    "holder_blocked": Text("在黑名单上", "On the block list"),
    "holder_groups": Text("所属组", "Groups"),
    "holder_credentials": Text("可用校园卡", "Cards in use"),
    "duties_title": Text("职责", "Duties"),
    "duties_lead": Text(
        "校门规则按组放宽或收紧，例如封闭时只让救援组进。",
        "Gates treat groups differently; in a lockdown, for instance, only rescue may enter.",
    ),
    "duty_staff": Text("教职工", "Staff"),
    "duty_rescue": Text("救援", "Rescue"),
    "duty_medical": Text("医护", "Medical"),
    "duty_security": Text("安保", "Security"),
    "duty_assign": Text("分配", "Assign"),
    "duty_relieve": Text("取消", "Take away"),
    "block": Text("加入黑名单", "Put on the block list"),
    "unblock": Text("移出黑名单", "Take off the block list"),
    "confirm_block_title": Text("把此人加入黑名单？", "Put this person on the block list?"),
    "confirm_block": Text(
        "所有校门立即拒绝此人，不论有没有返校许可。",
        "All gates refuse this person at once, whatever permission there is.",
    ),
    "confirm_unblock_title": Text("把此人移出黑名单？", "Take this person off the block list?"),
    "confirm_unblock": Text(
        "校门立即恢复按返校许可判断。", "The gates go by the person's permission again, at once."
    ),
    "reason": Text("理由", "Reason"),
    "reason_hint": Text(
        "必填。只有保卫处能看到。", "Required. Only the security office can read it."
    ),
    "confirm_submit_block": Text("确认加入", "Yes, put on the list"),
    "confirm_submit_unblock": Text("确认移出", "Yes, take off the list"),
    "done_block": Text("已将 {name} 加入黑名单。", "{name} is on the block list."),
    "done_unblock": Text("已将 {name} 移出黑名单。", "{name} is off the block list."),
    "done_assign": Text("已给 {name} 分配职责。", "{name} has the duty."),
    "done_relieve": Text("已取消 {name} 的职责。", "{name} no longer has the duty."),
    # visitors
    "visitors_title": Text("访客", "Visitors"),
    "visitors_lead": Text(
        "邀请访客，把通行链接发给他们；到访当天扫码进校。",
        "Invite visitors and send them their link; on the day they scan a pass at the gate.",
    ),
    "visitors_empty": Text(
        "没有符合条件的访客。点“邀请访客”开始。",
        "There are none. Begin with “Invite a visitor”.",
    ),
    "visitors_search": Text("姓名或编号", "Name or number"),
    "invite": Text("邀请访客", "Invite a visitor"),
    "col_visitor": Text("访客", "Visitor"),
    "col_host": Text("接待人", "Host"),
    "col_window": Text("来访时间", "Visit"),
    "visit_over": Text("已结束", "Over"),
    "visitor_name": Text("访客姓名", "Visitor's name"),
    "visitor_phone": Text("访客电话", "Visitor's telephone"),
    "visitor_phone_hint": Text(
        "可不填，只用于到访当天联系。来访结束 {days} 天后，姓名和电话自动清除。",
        "Optional, to call them on the day. Name and telephone are erased {days} days after "
        "the visit.",
    ),
    "visitor_purpose": Text("来访事由", "Purpose"),
    "visitor_begins": Text("开始", "Begins"),
    "visitor_ends": Text("结束", "Ends"),
    "visitor_longest": Text("一次最长 {days} 天。", "One visit lasts {days} days at most."),
    "invite_submit": Text("邀请", "Invite"),
    "visitor_number": Text("访客编号", "Visitor number"),
    "confirm_visit_approve_title": Text("同意这次来访？", "Agree to this visit?"),
    "confirm_visit_reject_title": Text("不同意这次来访？", "Refuse this visit?"),
    "confirm_visit_revoke_title": Text("取消这次来访？", "Cancel this visit?"),
    "confirm_visit": Text("校门立即按新的决定办理。", "The gates go by the decision at once."),
    "visit_approve": Text("同意", "Agree"),
    "visit_reject": Text("不同意", "Refuse"),
    "visit_revoke": Text("取消来访", "Cancel the visit"),
    "visit_remark_optional": Text("可不填。接待人会看到。", "Optional. The host will read it."),
    "visit_remark_required": Text("必填。接待人会看到。", "Required. The host will read it."),
    "visit_by_rules": Text("按规定自动同意", "Agreed by the rules"),
    "visit_gate_lets_in": Text("出示通行码后放行", "Let in with the pass"),
    "done_invite": Text("已邀请 {name}。", "{name} is invited."),
    "done_invite_waits": Text(
        "已提交，等保卫处同意后 {name} 才能进校。",
        "Submitted. {name} may enter once the security office has agreed.",
    ),
    "done_visit_approve": Text("已同意 {name} 来访。", "{name} may come."),
    "done_visit_reject": Text("没有同意 {name} 来访。", "{name}'s visit was refused."),
    "done_visit_revoke": Text("已取消 {name} 的来访。", "{name}'s visit was cancelled."),
}
