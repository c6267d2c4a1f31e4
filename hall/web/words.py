"""Every text of the web pages, in both languages."""

from __future__ import annotations

from typing import Final

from wording import Text

from .words_access import ACCESS_WORDS
from .words_gates import GATE_WORDS
from .words_pass import PASS_WORDS

WORDS: Final[dict[str, Text]] = {
    # frame
    "hall": Text("服务大厅", "Service Hall"),
    "skip": Text("跳到正文", "Skip to content"),
    "switch_language": Text("English", "中文"),
    "sign_in": Text("教职工登录", "Staff sign-in"),
    "sign_out": Text("退出", "Sign out"),
    "nav_services": Text("办事指南", "Services"),
    "nav_verify": Text("核验证明", "Verify"),
    "nav_returns": Text("返校审核", "Returns"),
    "nav_gates": Text("门岗记录", "Gates"),
    "nav_terminals": Text("终端", "Terminals"),
    "back": Text("返回", "Back"),
    "footer": Text(
        "有疑问请到现场服务台，或致电网络中心。",
        "Questions? Ask at the service desk or the network office.",
    ),
    # home
    "home_title": Text("一处办理，一次办成", "One place, one visit"),
    "home_lead": Text(
        "查看每项服务的办理材料与步骤。自助终端可办的，刷校园卡即可。",
        "See what to bring and what happens. At a kiosk your campus card is enough.",
    ),
    "home_at_terminal": Text("自助终端可办", "At any kiosk"),
    "home_at_offices": Text("到办公地点办理", "At the offices"),
    "home_empty": Text(
        "还没有发布服务。请稍后再来。", "No services are published yet. Please come back later."
    ),
    "at_terminal": Text("自助终端可办", "At the kiosk"),
    "guide_materials": Text("需要带什么", "What to bring"),
    "guide_no_materials": Text("不需要材料，带校园卡即可。", "Nothing but your campus card."),
    "guide_steps": Text("怎么办", "What happens"),
    "guide_location": Text("在哪里办", "Where"),
    "guide_department": Text("办理部门", "Department"),
    # sign-in
    "login_title": Text("教职工登录", "Staff sign-in"),
    "login_lead": Text("辅导员、门岗与技术人员使用。", "For counsellors, guards and technicians."),
    "username": Text("账号", "User name"),
    "password": Text("密码", "Password"),
    "login_submit": Text("登录", "Sign in"),
    "login_wrong": Text(
        "账号或密码不对。请重新输入。", "The user name or the password is wrong. Try again."
    ),
    "login_locked": Text(
        "连续输错次数过多。请 {minutes} 分钟后再试。",
        "Too many wrong attempts. Try again in {minutes} minutes.",
    ),
    # list of returns
    "returns_title": Text("返校审核", "Returning students"),
    "returns_lead": Text(
        "只显示你所带班级的学生。", "Only students of your own classes are shown."
    ),
    "filter_pending": Text("待审核", "Waiting"),
    "filter_approved": Text("已批准", "Approved"),
    "filter_rejected": Text("已退回", "Sent back"),
    "filter_revoked": Text("已撤销", "Revoked"),
    "filter_all": Text("全部", "All"),
    "search": Text("姓名或学号", "Name or student number"),
    "search_submit": Text("查找", "Find"),
    "returns_empty_pending": Text(
        "没有等待审核的登记。新的登记会出现在这里。",
        "Nothing is waiting. New registrations appear here.",
    ),
    "returns_empty": Text(
        "没有符合条件的登记。请换个条件再试。", "Nothing matches. Try another filter."
    ),
    "col_student": Text("学生", "Student"),
    "col_class": Text("班级", "Class"),
    "col_origin": Text("返校出发地", "Coming from"),
    "col_arrives": Text("到校日期", "Arrives"),
    "col_health": Text("健康", "Health"),
    "col_submitted": Text("提交时间", "Submitted"),
    "col_status": Text("状态", "Status"),
    "page_of": Text("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "page_previous": Text("上一页", "Previous"),
    "page_next": Text("下一页", "Next"),
    # status
    "status_pending": Text("待审核", "Waiting"),
    "status_approved": Text("已批准", "Approved"),
    "status_rejected": Text("已退回", "Sent back"),
    "status_revoked": Text("已撤销", "Revoked"),
    # one return
    "detail_declared": Text("学生申报", "Declared by the student"),
    "detail_decision": Text("审核结果", "Decision"),
    "detail_history": Text("处理记录", "History"),
    "detail_no_history": Text("还没有处理。", "Nothing has been decided yet."),
    "detail_submitted": Text("提交时间", "Submitted"),
    "detail_valid": Text("有效期", "Valid"),
    "detail_gate_now": Text("校门现在", "At the gates now"),
    "gate_lets_in": Text("核验人脸后放行", "Let in when the face matches"),
    "detail_all_gates": Text("全部校门", "All gates"),
    "detail_photo": Text("登记照", "Enrolled photo"),
    "detail_no_photo": Text("照片已删除", "Photo deleted"),
    "detail_quality": Text("照片质量", "Photo quality"),
    "detail_health_warning": Text(
        "学生申报了健康异常，请先核实。", "The student declared a health concern. Check it first."
    ),
    "student_no": Text("学号", "Student number"),
    "department": Text("学院", "School"),
    "remark": Text("备注", "Remark"),
    "remark_hint_approve": Text("可不填。学生会看到。", "Optional. The student will read it."),
    "remark_hint_required": Text("必填。学生会看到。", "Required. The student will read it."),
    "approve": Text("批准", "Approve"),
    "reject": Text("退回", "Send back"),
    "revoke": Text("撤销批准", "Revoke"),
    "confirm_approve_title": Text("批准返校？", "Approve this return?"),
    "confirm_approve": Text(
        "批准后，校门会立即收到，学生在到校日当天起可以入校。",
        "The gates learn of it at once; the student may enter from the day of arrival.",
    ),
    "confirm_reject_title": Text("退回这份登记？", "Send this registration back?"),
    "confirm_reject": Text(
        "退回后照片会删除，学生需要重新登记。",
        "The photo is deleted and the student has to register again.",
    ),
    "confirm_revoke_title": Text("撤销这份批准？", "Revoke this approval?"),
    "confirm_revoke": Text(
        "撤销后，校门会立即拒绝该学生；照片会删除，学生需要重新登记。",
        "The gates refuse the student at once; the photo is deleted and the student has to "
        "register again.",
    ),
    "confirm_submit_approve": Text("确认批准", "Yes, approve"),
    "confirm_submit_reject": Text("确认退回", "Yes, send back"),
    "confirm_submit_revoke": Text("确认撤销", "Yes, revoke"),
    "cancel": Text("取消", "Cancel"),
    "done_approve": Text("已批准 {name} 返校。", "{name} may return."),
    "done_reject": Text("已退回 {name} 的登记。", "{name}'s registration was sent back."),
    "done_revoke": Text("已撤销 {name} 的批准。", "{name}'s approval was revoked."),
    # gates and terminals
    "gates_title": Text("门岗记录", "At the gates"),
    "gates_lead": Text("各校门最近上报的事件。", "The latest events the gates have reported."),
    "gates_empty": Text(
        "还没有收到事件。校门联网后会自动上报。",
        "No events yet. Gates report by themselves once they are connected.",
    ),
    "col_time": Text("时间", "Time"),
    "col_gate": Text("校门 / 通道", "Gate / lane"),
    "col_event": Text("事件", "Event"),
    "col_reason": Text("原因", "Reason"),
    "col_chain": Text("日志链", "Journal"),
    "chain_whole": Text("完整", "whole"),
    "chain_gap": Text("缺前一条", "gap before"),
    "foresight_title": Text("他能进吗？", "Would this person get in?"),
    "foresight_lead": Text(
        "按校门自己的规则预判所填校门；不含人脸比对、名单新旧、重复进入、分时段或分人群的规则和紧急"
        "状态。大厅不知道校门的配置，结果因配置而异时分别列出。",
        "What the named gate would say by its own rules, without comparing faces, old records, "
        "double entry, rules for hours and groups, and emergencies. The hall does not know how a "
        "gate is configured: where it matters, each case is listed.",
    ),
    "foresight_gate": Text("校门代码", "Gate code"),
    "foresight_at": Text("时间", "When"),
    "foresight_way": Text("方向", "Way"),
    "foresight_in": Text("进", "In"),
    "foresight_out": Text("出", "Out"),
    "foresight_submit": Text("查询", "Ask"),
    "foresight_wrong_time": Text(
        "时间无法识别。请重新选择。", "The time is not readable. Choose again."
    ),
    "foresight_nobody": Text("没有这个编号。请核对。", "Nobody has this number. Check it."),
    "foresight_campus": Text("校区代码（可不填）", "Campus code (optional)"),
    "foresight_shown": Text("出示", "Shown"),
    "credential_card": Text("校园卡", "Card"),
    "credential_pass": Text("通行码", "Pass"),
    "credential_number": Text("值班员输入编号", "Number typed by the guard"),
    "credential_face": Text("只刷脸", "Face alone"),
    "foresight_mode": Text("通道要求", "The lane asks for"),
    "mode_card": Text("只刷卡", "Card"),
    "mode_pass": Text("卡或通行码", "Card or pass"),
    "mode_card_face": Text("卡或通行码，并核验人脸", "Card or pass, and the face"),
    "mode_pass_face": Text("通行码并核验人脸", "Pass and the face"),
    "mode_face": Text("人脸", "Face"),
    "mode_guard": Text("值班员确认", "A guard confirms"),
    "foresight_at_once": Text("立即放行", "Let in at once"),
    "foresight_for": Text("校门 {gate} 会说：", "Gate {gate} would say:"),
    "foresight_if_known": Text(
        "若该门“认识即可出校”（exits = known）", "If whoever it knows may leave (exits = known)"
    ),
    "foresight_if_permitted": Text(
        "若该门出校也要许可（exits = permitted）",
        "If leaving takes a permission there (exits = permitted)",
    ),
    "foresight_if_alone": Text(
        "若该门只计本门的入校次数", "If it counts only who came in at this gate"
    ),
    "foresight_if_told": Text(
        "若其他校门也告知它（[neighbours]）", "If other gates tell it as well ([neighbours])"
    ),
    "foresight_count": Text(
        "本门 {here} 次，其他校门近 7 天 {elsewhere} 次",
        "{here} at this gate, {elsewhere} at others within 7 days",
    ),
    "foresight_entries": Text("有效期内已入校次数", "Entries so far"),
    "event_granted": Text("放行", "Granted"),
    "event_denied": Text("不放行", "Refused"),
    "event_passed": Text("已通过", "Passed"),
    "event_timed_out": Text("未通过，已关闭", "Did not pass"),
    "event_opened_by_guard": Text("值班员开门", "Opened by guard"),
    "event_refused_by_guard": Text("值班员拒绝", "Refused by guard"),
    "event_forced": Text("强行通过", "Forced"),
    "event_tailgated": Text("尾随", "Tailgated"),
    "event_held_open": Text("通道被占", "Held open"),
    "event_maintenance": Text("停用检修", "Out of service"),
    "event_in_service": Text("恢复使用", "Back in service"),
    "event_fire": Text("火警敞开", "Opened by fire"),
    "event_lockdown": Text("封闭", "Lockdown"),
    "event_fire_released": Text("火警解除", "Fire over"),
    "event_lockdown_ended": Text("封闭解除", "Lockdown over"),
    "event_old_records": Text("按旧名单判断", "Decided by old records"),
    "shown_card": Text("刷卡", "by card"),
    "shown_pass": Text("出示通行码", "by pass"),
    "shown_face": Text("刷脸", "by face"),
    "shown_number": Text("保安输入学号", "by student number"),
    "liveness_failed": Text(
        "面部像照片一样不变（仅供参考）", "face as still as a photograph (a hint)"
    ),
    "liveness_unsure": Text(
        "看不出是否真人（仅供参考）", "not clear whether the face lives (a hint)"
    ),
    "event_started": Text("启动", "Started"),
    "event_journal_renewed": Text("日志损坏，已换新", "Journal damaged, begun anew"),
    "event_barrier_pulsed": Text("技术员开合道闸", "Barrier pulsed by technician"),
    "event_barrier_tested": Text("技术员自检道闸", "Barrier tested by technician"),
    "event_port_changed": Text("技术员更换设备端口", "Port change by technician"),
    "event_bundle_taken": Text("技术员取走支持包", "Support bundle taken"),
    "event_dismissed": Text("技术员作废一条未送达的记录", "Undelivered event dismissed"),
    "act_begun": Text("开始", "Begun"),
    "act_done": Text("完成", "Done"),
    "act_failed": Text("失败", "Failed"),
    "act_stopped": Text("已停止", "Stopped"),
    "after_revocation": Text("撤销或拉黑后仍放行", "admitted after revocation or block"),
    "terminals_title": Text("终端", "Terminals"),
    "terminals_lead": Text(
        "停用的终端立即失去访问权。登记新终端请用 yanhu hall enrol-device。",
        "A withdrawn terminal loses access at once. Enrol new ones with yanhu hall enrol-device.",
    ),
    "terminals_empty": Text("还没有登记终端。", "No terminal is enrolled yet."),
    "col_terminal": Text("名称", "Name"),
    "col_role": Text("类型", "Kind"),
    "col_enrolled": Text("登记时间", "Enrolled"),
    "col_seen": Text("最近联系", "Last seen"),
    "never": Text("从未", "never"),
    "role_kiosk": Text("自助终端", "Kiosk"),
    "role_gate": Text("校门", "Gate"),
    "terminal_working": Text("使用中", "In use"),
    "terminal_withdrawn": Text("已停用", "Withdrawn"),
    "withdraw": Text("停用", "Withdraw"),
    "confirm_withdraw_title": Text("停用终端 {name}？", "Withdraw terminal {name}?"),
    "confirm_withdraw": Text(
        "停用后不能恢复，只能重新登记。", "This cannot be undone; it can only be enrolled again."
    ),
    "confirm_submit_withdraw": Text("确认停用", "Yes, withdraw"),
    "done_withdraw": Text("已停用 {name}。", "{name} was withdrawn."),
    # verification
    "verify_title": Text("核验证明", "Verify a certificate"),
    "verify_lead": Text(
        "输入证明上二维码下方的 12 位核验码。",
        "Enter the 12 characters printed below the QR code.",
    ),
    "verify_code": Text("核验码", "Verification code"),
    "verify_submit": Text("核验", "Verify"),
    "verify_not_a_code": Text(
        "核验码应为 12 位字母或数字。请对照证明再输入一次。",
        "A code has 12 letters or digits. Compare it with the certificate and try again.",
    ),
    "verify_unknown_title": Text("没有这份证明", "No such certificate"),
    "verify_unknown": Text(
        "本校没有签发过这个核验码对应的证明。请核对核验码；如仍查不到，证明可能是伪造的。",
        "This campus issued no certificate with this code. Check the code; if it still is not "
        "found, the paper may be forged.",
    ),
    "verify_valid": Text("证明有效", "This certificate is valid"),
    "verify_valid_more": Text(
        "由本校签发。请核对下列内容与纸质证明是否一致。",
        "It was issued here. Check that the paper says the same.",
    ),
    "verify_expired": Text("证明已过有效期", "This certificate has expired"),
    "verify_expired_more": Text(
        "曾由本校签发。请让持有人重新开具。", "It was issued here. Ask the holder for a new one."
    ),
    "verify_withdrawn": Text("证明已作废", "This certificate was withdrawn"),
    "verify_withdrawn_more": Text(
        "请勿采用。如有疑问请联系签发部门。",
        "Do not rely on it. Ask the issuing office if in doubt.",
    ),
    "verify_kind": Text("证明", "Document"),
    "verify_name": Text("姓名", "Name"),
    "verify_number": Text("编号", "Number"),
    "verify_issued": Text("签发日期", "Issued"),
    "verify_until": Text("有效期至", "Valid until"),
    "verify_issuer": Text("签发部门", "Issued by"),
    "verify_fingerprint": Text("电子文件 SHA-256", "SHA-256 of the electronic document"),
    "verify_masked": Text(
        "为保护隐私，姓名和学号只显示一部分。",
        "Name and number are shown in part to protect the holder.",
    ),
    # failures
    "failure_400_title": Text("请求有误", "Bad request"),
    "failure_400": Text(
        "浏览器发来的内容无法识别。请返回后重试。",
        "What the browser sent makes no sense here. Go back and try again.",
    ),
    "failure_403_title": Text("没有权限", "Not allowed"),
    "failure_403": Text(
        "你的账号不能查看这个页面。如需使用，请联系管理员。",
        "Your account may not see this page. Ask the administrator if you need it.",
    ),
    "failure_404_title": Text("找不到页面", "Page not found"),
    "failure_404": Text(
        "地址不存在，或内容不在你的范围内。请从首页重新进入。",
        "The address does not exist, or is not yours to see. Start again from the home page.",
    ),
    "failure_500_title": Text("系统出错了", "Something went wrong"),
    "failure_500": Text(
        "错误已记录，你的操作可能没有完成。请稍后重试。",
        "The error was noted; what you did may not have been completed. Please try again later.",
    ),
    "failure_form_title": Text("页面已过期", "This page has expired"),
    "failure_form": Text("为安全起见，请返回并重新提交。", "For safety, go back and submit again."),
    "failure_home": Text("回到首页", "Home page"),
    **ACCESS_WORDS,
    **GATE_WORDS,
    **PASS_WORDS,
}
