"""What each role may do, as the page says it and a screen meets it at a running agent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.routing import Route

from gate_agent.agent import GateAgent
from gate_agent.api.app import Api
from gate_agent.api.changes import Changes
from gate_agent.api.guards import GuardBook
from gate_agent.api.refusals import No
from gate_agent.rules.roles import RIGHTS, Right, Role
from gate_agent.wire.schema import Caller
from tests.helpers.gate import Gate, GateSite
from tests.helpers.misbehaving_hall import misbehaving_hall

SOME_ID = "6f1c2f0e-58f5-4d0c-8a6e-0d8f2f6b7c11"
PAGE = (Path(__file__).parents[3] / "docs" / "gate-api.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Staffed:
    """One running gate with somebody of each role, and their tokens."""

    gate: Gate
    agent: GateAgent
    tokens: dict[Role, str]


@dataclass(frozen=True)
class Row:
    """One right as the page has it."""

    right: Right
    calls: list[str]
    """The end of an address; with a slash at its end, the beginning of several."""
    roles: set[Role]


@pytest.fixture(scope="module")
def staffed(site: GateSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    with misbehaving_hall() as hall:
        gate = site.configure(tmp_path_factory.mktemp("gate"), hall.identity())
        gate.by_card_alone()
        tokens = {role: gate.add_guard(f"Some {role}", role) for role in Role}
        with gate.running() as agent:
            yield Staffed(gate, agent, tokens)


def routes(agent: GateAgent) -> list[tuple[str, str]]:
    """Method and path of each call that takes a token."""
    api = Api(agent, GuardBook([]), Changes()).application()
    return [
        ("POST" if route.methods == {"POST"} else "GET", route.path)
        for route in api.routes
        if isinstance(route, Route) and route.path.startswith("/v1/")
    ]


def documented() -> list[Row]:
    """The table of rights of the page."""
    table = re.findall(r"^\| `(\w+)` \|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|$", PAGE, re.M)
    return [
        Row(
            Right(right),
            re.findall(r"`([^`]+)`", calls),
            {role for role, cell in zip(Role, cells, strict=True) if cell.strip() == "yes"},
        )
        for right, calls, *cells in table
    ]


def row_of(path: str) -> Row:
    """The one row that ``path`` belongs to."""
    (row,) = [row for row in documented() if any(covers(call, path) for call in row.calls)]
    return row


def covers(call: str, path: str) -> bool:
    return path.startswith(f"/v1/{call}") if call.endswith("/") else path.endswith(f"/{call}")


def test_the_page_shows_each_right_and_who_has_it() -> None:
    assert {row.right: row.roles for row in documented()} == {
        right: {role for role in Role if right in RIGHTS[role]} for right in Right
    }


def test_the_page_shows_each_call(staffed: Staffed) -> None:
    shown = set(re.findall(r"^\| `((?:GET|POST) /v1/[^`?]+)", PAGE, re.M))
    calls = routes(staffed.agent)
    assert {f"{method} {path.replace(':uuid', '')}" for method, path in calls} == shown
    for _, path in calls:
        row_of(path)


def test_the_page_shows_each_refusal() -> None:
    assert [no.value[1] for no in No if f"`{no.value[1]}`" not in PAGE] == []


@pytest.mark.parametrize("who", list(Role))
def test_each_role_may_do_what_the_page_says(staffed: Staffed, who: Role) -> None:
    def lacks(method: str, path: str) -> bool:
        address = re.sub(r"{\w+:uuid}", SOME_ID, path).format(lane="L9", name="toaster")
        # An empty body carries nothing out: what gets past the role is refused for that.
        with staffed.gate.ask(method, address, staffed.tokens[who], stream=True) as answer:
            return answer.status_code == 403 and answer.json()["code"] == "role_lacks"

    calls = routes(staffed.agent)
    assert {call for call in calls if lacks(*call)} == {
        call for call in calls if who not in row_of(call[1]).roles
    }


@pytest.mark.parametrize("who", list(Role))
def test_each_is_told_who_they_are(staffed: Staffed, who: Role) -> None:
    answer = staffed.gate.ask("GET", "/v1/whoami", staffed.tokens[who])
    caller = Caller.model_validate_json(answer.content)
    assert (caller.name, caller.role, caller.rights) == (f"Some {who}", who, RIGHTS[who])
