"""What the guard reads of a person, for every state of a record."""

from __future__ import annotations

import pytest

from gate_agent.wire.people import Expectation, PersonView
from gate_agent.wire.schema import Outcome
from sync.wire import Bilingual, Direction, ReturnStatus
from tests.helpers.gate_reports import people, person
from tests.helpers.gate_states import NOW, said
from ui.gate_console.person_words import STATUS_WORDS, facts, hits, outlooks, seen
from wording import Text


def english(text: Text | Bilingual) -> str:
    return text.en


def chinese(text: Text | Bilingual) -> str:
    return text.zh


def changed(**changes: object) -> PersonView:
    return person().model_copy(update=changes)


def fact(label: str, **changes: object) -> str:
    """The line called ``label`` of a record with ``changes``."""
    lines = {line.label: line.value for line in facts(changed(**changes), NOW, english)}
    return lines[label]


def test_every_status_has_words() -> None:
    assert set(STATUS_WORDS) == set(ReturnStatus)


def test_the_list_names_and_colours_each_state() -> None:
    found = hits(people().people, 2, english)
    assert [hit.status for hit in found] == [
        "Revoked",
        "Approved",
        "Waiting for approval",
        "On the block list",
    ]
    outcomes = [Outcome.DENIED, Outcome.GRANTED, Outcome.ATTENTION, Outcome.DENIED]
    assert [hit.outcome for hit in found] == outcomes
    assert [hit.chosen for hit in found] == [False, True, False, False]
    assert found[1].name.endswith("…0425")


def test_a_hit_without_department_shows_no_dot() -> None:
    (hit,) = hits((people().people[0].model_copy(update={"department": ""}),), 1, english)
    assert hit.about == "2023 级 1 班"


def test_the_record_says_who_decided_and_when() -> None:
    assert fact("Permission").startswith("Revoked by 陈老师, ")
    assert fact("Permission", decided_by="") == "Revoked"
    assert fact("Permission", decided_at=None) == "Revoked"
    assert fact("Permission", blocked=True).startswith("On the block list")


def test_validity_may_be_open_at_either_end() -> None:
    assert fact("Valid", valid_from=None, valid_until=None) == "no limit"
    assert fact("Valid", valid_from=None).startswith("no limit to ")
    assert fact("Valid", valid_until=None).endswith(" to no limit")


@pytest.mark.parametrize(
    ("entries", "used", "expected"),
    [(4, 1, "1 of 4 used"), (None, 3, "3 used, no limit"), (1, 1, "1 of 1 used")],
)
def test_entries_are_counted(entries: int | None, used: int, expected: str) -> None:
    assert fact("Entries", entries=entries, entries_used=used) == expected


@pytest.mark.parametrize(
    ("cards", "face", "expected"),
    [
        (0, False, "no card, no face enrolled"),
        (1, True, "1 card, face enrolled"),
        (3, True, "3 cards, face enrolled"),
    ],
)
def test_credentials_are_named(cards: int, face: bool, expected: str) -> None:
    assert fact("Credentials", cards=cards, face_enrolled=face) == expected


def test_places_groups_and_age() -> None:
    assert fact("Gates", gates=()) == "all"
    assert fact("Gates") == "east · west"
    assert "Groups" not in [line.label for line in facts(changed(groups=()), NOW, english)]
    assert fact("Records here", records_age_s=None) == "not confirmed yet"
    assert fact("Records here", records_age_s=130.0) == "confirmed 2 min ago"
    assert next(line.label for line in facts(person(), NOW, chinese)) == "许可"


def test_lanes_that_say_the_same_share_a_line() -> None:
    (line,) = outlooks(person(), english)
    assert line.lane == "Lane 1 (in), Lane 2 (in), Lane 3 (out)"
    assert line.outcome == Outcome.DENIED


@pytest.mark.parametrize(
    ("expectation", "outcome"),
    [
        (Expectation.GRANTED, Outcome.GRANTED),
        (Expectation.FACE, Outcome.GRANTED),
        (Expectation.DENIED, Outcome.DENIED),
        (Expectation.ATTENTION, Outcome.ATTENTION),
    ],
)
def test_each_expectation_has_its_shape(expectation: Expectation, outcome: Outcome) -> None:
    first, *others = person().outlook
    lane = first.model_copy(
        update={
            "expectation": expectation,
            "sentence": said("看摄像头", "Look at the camera"),
            "remedy": None,
            "direction": Direction.OUT,
        }
    )
    alone, together = outlooks(changed(outlook=(lane, *others)), english)
    assert (alone.outcome, alone.lane) == (outcome, "Lane 1 (out)")
    assert (alone.sentence, alone.remedy) == ("Look at the camera", "")
    assert together.lane == "Lane 2 (in), Lane 3 (out)"


def test_a_passage_says_whether_the_person_went_through() -> None:
    refused, granted = person().passages
    unused = granted.model_copy(update={"passed": False})
    lines = seen(changed(passages=(refused, granted, unused)), NOW, english)
    assert lines[0].said == refused.sentence.en, "a refusal has no passage"
    assert [line.said.partition(" · ")[2] for line in lines[1:]] == [
        "passed",
        "did not go through",
    ]
