"""What every page knows."""

from __future__ import annotations

from django.http import HttpRequest

from hall.conf.current import hall_config
from hall.gates.alarms_web import GATE_WATCHERS
from hall.people.models import StaffRole, User
from hall.visitors.visits import HOSTS
from hall.web.assets import STYLE_PATH
from hall.web.language import present_language
from wording import Language, Text


def campus(request: HttpRequest) -> dict[str, object]:
    """Context processor: campus, language, and what the signed-in person may open."""
    user = getattr(request, "user", None)
    role = user.staff_role if isinstance(user, User) else None
    name = hall_config().campus.name
    return {
        "campus_name": Text(name.zh, name.en),
        "english": present_language() is Language.EN,
        "style_path": STYLE_PATH,
        "may_review": role is StaffRole.COUNSELLOR,
        "may_watch_gates": role in GATE_WATCHERS,
        "may_block": role is StaffRole.SECURITY,
        "may_invite": role in HOSTS,
        "may_manage_terminals": role is StaffRole.TECHNICIAN,
    }
