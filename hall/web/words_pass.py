"""Texts of the pages on telephones, and of the link that makes a telephone somebody's."""

from __future__ import annotations

from typing import Final

from wording import Text

PASS_WORDS: Final[dict[str, Text]] = {
    "pass_title": Text("通行码", "Pass"),
    "pass_hold": Text("把二维码对准扫码口", "Hold the code to the scanner"),
    "pass_remaining": Text("剩余秒数", "Seconds left"),
    "pass_loading": Text("正在获取通行码……", "Fetching your pass…"),
    "pass_offline": Text(
        "网络断了。这个码在倒计时结束前仍可使用。",
        "The network is gone. This code still works until its time is up.",
    ),
    "pass_ended": Text(
        "通行码已过期，暂时换不到新的。请检查网络，或请值班员按编号查验。",
        "The pass has ended and no new one can be fetched. Check the network, or have the guard "
        "look you up by your number.",
    ),
    "pass_none": Text("现在没有通行码", "There is no pass now"),
    "pass_again": Text("换一个新码", "New code"),
    "pass_once": Text(
        "每个码只能用一次。截图转发无效。",
        "Each code works once. A forwarded picture is worth nothing.",
    ),
    "pass_no_script": Text(
        "请在浏览器里允许 JavaScript，通行码才能自动更新。",
        "Allow JavaScript in your browser, so that the pass can keep itself fresh.",
    ),
    "pass_code": Text("通行码二维码", "QR code of your pass"),
    "pass_link_title": Text("在这部手机上使用通行码", "Show your pass on this telephone"),
    "pass_link_lead": Text(
        "链接只能用一次。确认后，只有这部手机能出示你的通行码。",
        "The link works once. From then on only this telephone shows your pass.",
    ),
    "pass_link_use": Text("就用这部手机", "Use this telephone"),
    "pass_link_spent_title": Text("链接已失效", "This link no longer works"),
    "pass_link_spent": Text(
        "它已在一部手机上打开过，或已过期。请联系接待人或辅导员重新生成。",
        "It was opened on a telephone already, or its time is over. Ask your host or counsellor "
        "for a new one.",
    ),
    "pass_nobody_title": Text("这部手机还没有通行码", "No pass on this telephone yet"),
    "pass_nobody": Text(
        "学生请辅导员生成链接，访客请联系接待人，然后在这部手机上打开链接。",
        "Students ask their counsellor for a link, visitors their host; then open it on this "
        "telephone.",
    ),
    "telephone_title": Text("手机通行码链接", "Link for a pass on the telephone"),
    "telephone_lead": Text(
        "生成后，本人用手机扫下面的码，或打开发给他的链接。旧手机随即失效。",
        "The person scans the code below with their telephone, or opens the link you send. "
        "The telephone of before stops working.",
    ),
    "telephone_make": Text("生成链接", "Make a link"),
    "telephone_made": Text(
        "链接只显示这一次，{until} 前有效，只能打开一次。",
        "The link is shown this once, holds until {until}, and opens once.",
    ),
    "telephone_code": Text("链接二维码", "QR code of the link"),
    "telephone_not_now": Text(
        "这次来访已结束或没有获准，不能生成链接。",
        "The visit is over or was refused; no link can be made.",
    ),
}
