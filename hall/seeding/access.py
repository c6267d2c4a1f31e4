"""What the demonstration campus shows of access: a duty, a block, and visitors. All fictional."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from hall.access.changes import assign, block
from hall.access.models import Duty
from hall.gates.conditions import Conditions
from hall.people.directory import staff_by_username, student_by_number
from hall.visitors.rules import Invitation
from hall.visitors.visits import invite

RESCUER: Final = "20230216"
BLOCKED: Final = "20230215"
BLOCK_REASON: Final = "样本：校园卡外借（演示数据）"
PURPOSE: Final = "参观图书馆（演示数据）"
VISITORS: Final = {"样本访客甲": 12, "样本访客乙": 72}
"""Hours of the visit; more than a day waits for the security office."""


def seed_access() -> None:
    """One student on rescue duty, one blocked, one day pass, one visit that waits for approval.

    Expects staff and students in the feed; their records are published anew.
    """
    office, host = staff_by_username("security"), staff_by_username("host")
    assign(office, student_by_number(RESCUER).id, Duty.RESCUE)
    block(office, student_by_number(BLOCKED).id, BLOCK_REASON)
    begins = timezone.now().replace(minute=0, second=0, microsecond=0)
    day_pass = Conditions(entries=2)
    for name, hours in VISITORS.items():
        ends = begins + timedelta(hours=hours)
        invite(host, Invitation(name, "", PURPOSE, begins, ends, day_pass))
