"""Nobody's name goes into a support bundle."""

from __future__ import annotations

import json
import tomllib

from devices.diagnostics.bundle.pseudonyms import Pseudonyms, guards_in, technicians_in_log
from gate_agent.config import EXAMPLE as GATE_EXAMPLE


def test_people_are_told_apart_by_numbers() -> None:
    people = Pseudonyms(["Guard Wei", "王林", "Guard Wei"])
    log = '{"technician": "Guard Wei"} Guard Weiss 由王林操作 "Guard Wei"'
    assert people.scrub(log) == (
        '{"technician": "(person 1)"} Guard Weiss 由(person 2)操作 "(person 1)"'
    )


def test_a_longer_name_is_not_cut_by_a_shorter_one() -> None:
    assert Pseudonyms(["王林", "王林海"]).scrub("王林海，王林") == "(person 2)，(person 1)"


def test_a_name_may_end_in_a_bracket() -> None:
    assert Pseudonyms(["Wei (night)"]).scrub('by "Wei (night)"') == 'by "(person 1)"'


def test_without_anybody_everything_stays() -> None:
    assert Pseudonyms([]).scrub("a log") == "a log"
    assert Pseudonyms(["", "x"]).scrub("an axe") == "an axe"


def test_guards_are_found_in_a_gates_file_and_nowhere_else() -> None:
    document = tomllib.loads(GATE_EXAMPLE)
    names = [guard["name"] for guard in document["api"]["guard"]]
    assert list(guards_in(document)) == names
    assert names
    assert list(guards_in({"api": {"guard": "nobody"}})) == []
    assert list(guards_in({"kiosk": {}})) == []


def test_whoever_a_log_names_is_found_though_no_file_knows_them_any_more() -> None:
    names = ["王林", 'Wei "the hand"']
    log = "\n".join(
        f"host yanhu[7]: {json.dumps({'technician': name, 'bytes': 9}, ensure_ascii=False)}"
        for name in names
    )
    scrubbed = Pseudonyms(technicians_in_log(log)).scrub(log)
    assert "王林" not in scrubbed
    assert "Wei" not in scrubbed
    assert scrubbed.count("(person ") == len(names)
