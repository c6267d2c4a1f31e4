"""The corpus of decisions: the gate gives each expected answer, and the hall the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never

import pytest
from typer.testing import CliRunner

from gate_agent.commands.gate import app
from gate_agent.rules.access import Mode
from gate_agent.rules.cases import (
    Case,
    CaseFound,
    CasePass,
    CaseProblem,
    Sight,
    Verdict,
    decisions,
    led_to,
    load_case,
)
from gate_agent.rules.credentials import shown_as
from gate_agent.rules.policy_section import PolicySection
from gate_agent.rules.reasons import Reason
from hall.gates.preview import foresee
from sync.passes import PASS_LIFE
from sync.wire import AccessRecord, CredentialKind, Direction

CORPUS: Final = sorted((Path(__file__).parents[2] / "vectors" / "access").glob("*.json"))
CASES: Final = {path.stem: load_case(path) for path in CORPUS}


@pytest.mark.parametrize("name", CASES)
def test_the_gate_decides_as_expected(name: str) -> None:
    for number, (attempt, decided) in enumerate(decisions(CASES[name])):
        assert attempt.expect is not None
        assert decided == attempt.expect, f"attempt {number}"


NOBODYS: Final = "0" * 64


def alone(case: Case) -> Iterator[Case]:
    """Each attempt as the hall sees it: the person, without what only the gate knows."""
    changes = {
        "age_s": 0.0,
        "complete": True,
        "face": Sight.AWAITED,
        "lockdown": False,
        "lately": None,
    }
    for attempt in case.attempts:
        record = led_to(case, attempt)
        card = {
            "credential": NOBODYS if record is None else record.credentials[0],
            "code": None,
            "student_no": None,
            "found": None,
        }
        yield case.model_copy(
            update={
                "mode": Mode.CARD_FACE,
                "policy": PolicySection(),
                "attempts": (attempt.model_copy(update=changes | card),),
            }
        )


@pytest.mark.parametrize("name", CASES)
def test_the_hall_foresees_what_the_gate_decides(name: str) -> None:
    for case in alone(CASES[name]):
        ((attempt, decided),) = decisions(case)
        record = next((one for one in case.records if attempt.credential in one.credentials), None)
        foreseen = foresee(
            record, attempt.gate, attempt.at, attempt.direction, attempt.campus or ""
        )
        assert foreseen == decided.reason


def with_history(case: Case) -> Iterator[Case]:
    """Each attempt as :func:`alone` has it, after those before it."""
    for number, now_alone in enumerate(alone(case)):
        attempts = case.attempts[:number] + now_alone.attempts
        yield now_alone.model_copy(update={"mode": case.mode, "attempts": attempts})


def test_the_hall_foresees_when_entries_are_used_up() -> None:
    refused = 0
    for case in (one for whole in CASES.values() for one in with_history(whole)):
        *before, (attempt, decided) = decisions(case)
        record = led_to(case, attempt)
        if record is None or record.valid_from is None:
            continue
        entries = sum(
            one.passed
            and then.verdict is Verdict.GRANTED
            and one.direction is Direction.IN
            and one.at >= record.valid_from
            and led_to(case, one) == record
            for one, then in before
        )
        foreseen = foresee(
            record,
            attempt.gate,
            attempt.at,
            attempt.direction,
            attempt.campus or "",
            mode=case.mode,
            entries=entries,
        )
        assert foreseen == decided.reason
        refused += foreseen is Reason.ENTRIES_USED
    assert refused > 0


def shown_instead(record: AccessRecord, kind: CredentialKind, at: datetime) -> dict[str, object]:
    """The same person with another credential that is in order."""
    none: dict[str, object] = dict.fromkeys(("credential", "code", "student_no", "found"))
    match kind:
        case CredentialKind.CARD:
            return none | {"credential": record.credentials[0]}
        case CredentialKind.PASS:
            made = CasePass(
                pass_id=record.holder,
                holder=record.holder,
                issued_at=at,
                valid_from=at,
                valid_until=at + PASS_LIFE,
            )
            return none | {"code": made}
        case CredentialKind.NUMBER:
            return none | {"student_no": record.student_no}
        case CredentialKind.FACE:
            return none | {"found": CaseFound(holder=record.holder, score=1.0)}
        case _:
            assert_never(kind)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("kind", CredentialKind)
def test_the_hall_foresees_each_credential_in_each_mode(kind: CredentialKind, mode: Mode) -> None:
    compared = 0
    for case in (one for whole in CASES.values() for one in alone(whole)):
        (attempt,) = case.attempts
        record = led_to(case, attempt)
        if record is None:
            continue
        instead = attempt.model_copy(update=shown_instead(record, kind, attempt.at))
        ((_, decided),) = decisions(case.model_copy(update={"mode": mode, "attempts": (instead,)}))
        foreseen = foresee(
            record,
            attempt.gate,
            attempt.at,
            attempt.direction,
            attempt.campus or "",
            shown_as(kind, record.holder, attempt.at),
            mode,
        )
        assert foreseen == decided.reason
        compared += 1
    assert compared > 50


def test_the_corpus_knows_every_reason_that_a_rule_can_give() -> None:
    seen = {
        attempt.expect.reason
        for case in CASES.values()
        for attempt in case.attempts
        if attempt.expect is not None
    }
    by_devices = {Reason.CARD_UNREADABLE, Reason.CARD_NOT_GENUINE, Reason.JOURNAL_UNAVAILABLE}
    assert set(Reason) - by_devices <= seen


def test_the_command_says_when_a_decision_is_not_as_expected(tmp_path: Path) -> None:
    (entries,) = (path for path in CORPUS if path.stem == "entries")
    text = entries.read_text()
    assert CliRunner().invoke(app, ["decide", "--case", str(entries)]).exit_code == 0
    other = tmp_path / "other.json"
    other.write_text(text.replace('"entries": 2', '"entries": 3'))
    answer = CliRunner().invoke(app, ["decide", "--case", str(other)])
    assert answer.exit_code == 1
    assert answer.stdout.count('"as_expected": false') == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "case.json: not JSON: EOF"),
        (b'{"about": "x", "attempts": []}', "attempts: must have 1 or more entries"),
        (b'{"about": "x", "attempts": [{"at": "2030-01-01"}]}', "attempts.0.at: "),
    ],
)
def test_an_unusable_case_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(content)
    with pytest.raises(CaseProblem) as caught:
        load_case(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert said in str(caught.value)


def test_a_missing_case_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseProblem, match="cannot be read"):
        load_case(tmp_path / "nowhere.json")


def test_cards_of_the_corpus_are_unique() -> None:
    for case in CASES.values():
        digests = [digest for record in case.records for digest in record.credentials]
        assert len(digests) == len(set(digests))
        assert all(isinstance(record, AccessRecord) for record in case.records)


def test_two_credentials_in_one_attempt_are_no_case(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    both = {"at": "2030-01-01T00:00:00Z", "student_no": "S1", "code": "pass_forged"}
    path.write_text(json.dumps({"about": "x", "attempts": [both]}))
    with pytest.raises(CaseProblem, match="one of credential, code, student_no and found"):
        load_case(path)
