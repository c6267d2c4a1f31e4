"""What each role may do, as a screen meets it at a running agent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gate_agent.api.schema import Caller
from gate_agent.roles import RIGHTS, Role
from tests.helpers.gate import Gate, GateSite
from tests.helpers.misbehaving_hall import misbehaving_hall

SOME_ID = "6f1c2f0e-58f5-4d0c-8a6e-0d8f2f6b7c11"
ROLES = {"viewer": Role.VIEWER, "guard": Role.GUARD, "technician": Role.TECHNICIAN}


@pytest.fixture(scope="module")
def staffed(
    site: GateSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Gate, dict[str, str]]]:
    """One running gate with somebody of each role, and their tokens."""
    with misbehaving_hall() as hall:
        gate = site.configure(tmp_path_factory.mktemp("gate"), hall.identity())
        tokens = {name: gate.add_guard(name, role) for name, role in ROLES.items()}
        tokens["supervisor"] = gate.token
        with gate.running():
            yield gate, tokens


CALLS = [
    ("GET", "/v1/state", {"viewer", "guard", "supervisor", "technician"}),
    ("GET", "/v1/whoami", {"viewer", "guard", "supervisor", "technician"}),
    ("GET", "/v1/figures", {"viewer", "guard", "supervisor", "technician"}),
    ("GET", f"/v1/photos/person/{SOME_ID}", {"guard", "supervisor"}),
    ("POST", "/v1/people/search", {"guard", "supervisor"}),
    ("POST", "/v1/people/look-up", {"guard", "supervisor"}),
    ("GET", "/v1/shift", {"guard", "supervisor"}),
    ("POST", "/v1/lanes/L9/open", {"guard", "supervisor"}),
    ("POST", "/v1/lanes/L9/confirm", {"guard", "supervisor"}),
    ("POST", "/v1/lanes/L9/refuse", {"guard", "supervisor"}),
    ("POST", "/v1/lanes/L9/take-out", {"guard", "supervisor", "technician"}),
    ("POST", "/v1/lanes/L9/put-back", {"guard", "supervisor", "technician"}),
    ("POST", "/v1/emergency/lockdown", {"guard", "supervisor"}),
    ("POST", "/v1/emergency/lockdown/end", {"supervisor"}),
    ("POST", "/v1/emergency/fire/release", {"supervisor"}),
    ("POST", "/v1/devices/toaster/self-test", {"supervisor", "technician"}),
    ("POST", "/v1/devices/toaster/pulse", {"supervisor", "technician"}),
    ("GET", "/v1/devices/toaster/preview", {"supervisor", "technician"}),
    ("GET", "/v1/devices/toaster/inputs", {"supervisor", "technician"}),
    ("POST", "/v1/devices/toaster/reading", {"supervisor", "technician"}),
    ("POST", "/v1/devices/toaster/sample", {"supervisor", "technician"}),
]


@pytest.mark.parametrize("who", ["viewer", "guard", "supervisor", "technician"])
@pytest.mark.parametrize(("method", "path", "allowed"), CALLS)
def test_each_role_may_do_what_the_table_says(
    staffed: tuple[Gate, dict[str, str]], method: str, path: str, allowed: set[str], who: str
) -> None:
    gate, tokens = staffed
    # An empty body carries nothing out: what gets past the role is refused for that.
    answer = gate.ask(method, path, tokens[who])
    refused = answer.status_code == 403 and answer.json()["code"] == "role_lacks"
    assert refused is (who not in allowed)


@pytest.mark.parametrize("who", ["viewer", "guard", "technician"])
def test_each_is_told_who_they_are(staffed: tuple[Gate, dict[str, str]], who: str) -> None:
    gate, tokens = staffed
    caller = Caller.model_validate_json(gate.ask("GET", "/v1/whoami", tokens[who]).content)
    assert (caller.name, caller.role, caller.rights) == (who, ROLES[who], RIGHTS[ROLES[who]])
