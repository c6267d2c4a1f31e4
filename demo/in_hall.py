"""The hall's side of the story: it opens, and the counsellor decides."""

from __future__ import annotations

import json
from typing import Final

import requests

from demo.campus import SECOND_STUDENT, STUDENT
from demo.evidence import require
from demo.world import World
from sync.wire import Catalogue
from wording import Text

SERVICES_AT_LEAST: Final = 12
CALL_LIMIT_S: Final = 10.0
API: Final = "/api/terminal/v1"


def opens(world: World) -> Text:
    """Keys, database, campus, terminals; then the server answers with its catalogue."""
    world.found_and_open_hall()
    token = json.loads((world.campus.folder / "kiosk.json").read_text())["token"]
    answer = requests.get(
        f"{world.campus.hall_url}{API}/services",
        headers={"Authorization": f"Bearer {token}"},
        timeout=CALL_LIMIT_S,
    )
    answer.raise_for_status()
    services = Catalogue.model_validate_json(answer.content).services
    guides = sum(1 for service in services if service.steps)
    require(
        len(services) >= SERVICES_AT_LEAST and guides == len(services),
        f"服务目录只有 {len(services)} 项，其中 {guides} 项有指南",
        f"the catalogue has {len(services)} services, {guides} with a guide",
    )
    departments = len({service.department.en for service in services})
    return Text(
        f"{departments} 个部门的 {len(services)} 项服务，都有办事指南",
        f"{len(services)} services of {departments} departments, each with a guide",
    )


def approves(world: World) -> Text:
    """The counsellor signs in with a browser, reads both registrations, and approves them."""
    counsellor = world.seat_counsellor()
    world.line.keep_record()
    for student in (SECOND_STUDENT, STUDENT):
        counsellor.read_registration("pending", student)
        counsellor.shoot(world.staging.evidence / f"hall-review-{student}.png")
        counsellor.approve()
    counsellor.shoot(world.staging.evidence / "hall-approved.png")
    status = counsellor.text("registration-status")
    return Text(f"网页显示：{status}", f"the page says: {status}")
