"""Passes on telephones, typed numbers and the face alone, at a real agent's real devices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from gate_agent.commands.gate import app
from gate_agent.rules.policy import Need
from gate_agent.rules.reasons import Reason
from gate_agent.wire.people import Expectation, LaneOutlook, PersonView
from gate_agent.wire.schema import AskedView, LanePhase, Outcome, Refusal, VerdictView
from sync.wire import AccessRecord, CredentialKind, GateEvent, GateEventKind, ReturnStatus
from tests.helpers.gate import GUARD, Gate, GateSite, enrolled_face
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.scanners import SerialScannerBench
from tests.helpers.waiting import LIMIT_S, wait_until

_SCANNER = """
[devices.scanner]
driver = "serial-scanner"
port = "{port}"
same_code_after_s = {again_s}
"""


class Phone:
    """A telephone that shows passes of one holder."""

    def __init__(self, hall: MisbehavingHall, **changes: object) -> None:
        self.hall = hall
        self.uid = new_uid()
        card = hall.registry.digest(self.uid)
        known = {"face": enrolled_face("person_a_1"), **changes}
        self.record: AccessRecord = approved(card, **known)
        hall.publish(self.record)

    def code(self, before_s: float = 0) -> str:
        """A new pass, issued so many seconds ago."""
        issued = datetime.now(UTC) - timedelta(seconds=before_s)
        _, token = self.hall.registry.passes.issue(self.record.holder, issued)
        return token


@pytest.fixture(scope="module")
def scanner() -> Iterator[SerialScannerBench]:
    with SerialScannerBench() as bench:
        yield bench


def with_scanner(gate: Gate, scanner: SerialScannerBench, mode: str) -> Gate:
    """``gate`` with a scanner at its lane, in ``mode``; no camera where a pass is enough."""
    before = 'mode = "card+face"'
    if mode == "pass":
        gate.by_card_alone()
        before = 'mode = "card"'
    text = gate.config.read_text().replace(before, f'mode = "{mode}"\nscanner = "scanner"')
    device = scanner.config()
    text += _SCANNER.format(port=device.port, again_s=device.same_code_after_s)
    gate.config.write_text(text)
    return gate


def scanned(gate: Gate, scanner: SerialScannerBench, code: str) -> VerdictView:
    """Hold a telephone before the scanner until the lane has decided.

    The scanner reads on meanwhile: a lane whose board is slow to answer takes nothing for a moment.
    """
    before = gate.last_event()

    def read() -> bool:
        scanner.scan(code)
        return gate.last_event() != before

    wait_until(read, "the lane has decided", LIMIT_S * 2)
    return gate.next_verdict(before)


def through(gate: Gate) -> None:
    """Walk through and wait until the lane is free for the next."""
    gate.walk_through()
    gate.wait_verdict(lambda verdict: verdict.passed, "somebody is through")
    gate.wait_phase(LanePhase.IDLE)


def decided(hall: MisbehavingHall) -> list[GateEvent]:
    events = sorted(hall.events.values(), key=lambda event: event.seq)
    return [event for event in events if event.kind in ("granted", "denied", "timed_out")]


def test_a_pass_with_the_face_lets_in_once(
    gate: Gate, hall: MisbehavingHall, scanner: SerialScannerBench
) -> None:
    phone = Phone(hall)
    gate.site.person("person_a_2")
    with with_scanner(gate, scanner, "pass+face").running():
        passes = AskedView(show=frozenset({CredentialKind.PASS}), then=Need.FACE)
        wait_until(lambda: gate.state().lanes[0].asks == passes, "what it asks for is said")
        code = phone.code()
        verdict = scanned(gate, scanner, code)
        assert verdict.outcome is Outcome.GRANTED
        assert verdict.holder_name == phone.record.name
        assert verdict.score is not None
        through(gate)
        assert scanned(gate, scanner, code).reason == "pass_used"
        gate.wait_phase(LanePhase.IDLE)
        assert gate.tap(phone.uid).reason == "credential_not_taken"
        wait_until(lambda: len(decided(hall)) == 3, "the hall has all decisions")
    granted, used, *_ = decided(hall)
    assert granted.credential_kind is CredentialKind.PASS
    assert granted.pass_id is not None
    assert used.pass_id == granted.pass_id
    for event in (granted, used):
        asked = ["explain", str(event.event_id), "--config", str(gate.config)]
        told = CliRunner().invoke(app, asked).stdout.splitlines()
        assert {"shown: pass", f"pass: {granted.pass_id}"} <= set(told)
    assert (granted.mode, granted.rule) == ("pass+face", "lane")


@pytest.mark.parametrize(
    ("mode", "cards", "expected"),
    [
        ("card", 1, (CredentialKind.CARD, Expectation.GRANTED)),
        ("card", 0, (CredentialKind.PASS, Expectation.FACE)),
        ("pass", 0, (CredentialKind.PASS, Expectation.GRANTED)),
        ("pass+face", 1, (CredentialKind.PASS, Expectation.FACE)),
        ("guard", 0, (CredentialKind.PASS, Expectation.ATTENTION)),
    ],
)
def test_a_guard_is_told_what_somebody_can_show(
    gate: Gate,
    hall: MisbehavingHall,
    scanner: SerialScannerBench,
    mode: str,
    cards: int,
    expected: tuple[CredentialKind, Expectation],
) -> None:
    card = hall.registry.digest(new_uid())
    record = approved(card, credentials=(card,) * cards, face=enrolled_face("person_a_1"))
    hall.publish(record)
    with with_scanner(gate, scanner, mode).running():
        assert outlook(gate, record) == expected


def test_without_a_card_or_a_scanner_the_guard_types_the_number(
    gate: Gate, hall: MisbehavingHall
) -> None:
    card = hall.registry.digest(new_uid())
    record = approved(card, credentials=(), face=enrolled_face("person_a_1"))
    hall.publish(record)
    with gate.running():
        assert outlook(gate, record) == (CredentialKind.NUMBER, Expectation.FACE)


def outlook(gate: Gate, record: AccessRecord) -> tuple[CredentialKind, Expectation]:
    """What a guard is told of somebody at the gate's only lane."""

    def told() -> LaneOutlook:
        answer = gate.ask("POST", "/v1/people/look-up", json={"holder": str(record.holder)})
        assert answer.status_code == 200, answer.text
        (lane,) = PersonView.model_validate_json(answer.content).outlook
        assert "刷卡" not in lane.sentence.zh or lane.credential is CredentialKind.CARD
        return lane

    wait_until(lambda: told().reason != Reason.FACE_UNAVAILABLE, "the camera works")
    return told().credential, told().expectation


def test_somebody_elses_telephone_is_refused(
    gate: Gate, hall: MisbehavingHall, scanner: SerialScannerBench
) -> None:
    phone = Phone(hall)
    gate.site.person("impostor_1")
    with with_scanner(gate, scanner, "card").running():
        # A pass alone is not enough where a card alone is.
        assert scanned(gate, scanner, phone.code()).reason == "face_mismatch"
    assert gate.site.relay.moves == []


def test_a_used_pass_stays_used_after_a_kill_and_a_timed_out_one_does_not(
    gate: Gate, hall: MisbehavingHall, scanner: SerialScannerBench
) -> None:
    phone = Phone(hall)
    with_scanner(gate, scanner, "pass")
    unused, used, interrupted = phone.code(), phone.code(), phone.code()
    with gate.process() as process:
        gate.wait_ready()
        assert scanned(gate, scanner, unused).outcome is Outcome.GRANTED
        gate.wait_phase(LanePhase.IDLE)
        assert scanned(gate, scanner, used).outcome is Outcome.GRANTED
        through(gate)
        assert scanned(gate, scanner, interrupted).outcome is Outcome.GRANTED
        process.kill()
        process.wait()
    gate.site.relay.reset()
    with gate.process():
        gate.wait_ready()
        assert scanned(gate, scanner, used).reason == "pass_used"
        gate.wait_phase(LanePhase.IDLE)
        assert scanned(gate, scanner, interrupted).reason == "pass_used"
        gate.wait_phase(LanePhase.IDLE)
        assert scanned(gate, scanner, unused).outcome is Outcome.GRANTED


def test_codes_that_are_no_good_pass_are_named(
    gate: Gate, hall: MisbehavingHall, scanner: SerialScannerBench
) -> None:
    phone = Phone(hall)
    forged = phone.code()[:-8] + "AAAAAAAA"
    with with_scanner(gate, scanner, "pass").running():
        for code, reason in (
            ("https://example.org/menu", "pass_malformed"),
            (forged, "pass_forged"),
            (phone.code(before_s=300), "pass_expired"),
            (phone.code(before_s=-60), "pass_not_yet_valid"),
        ):
            verdict = scanned(gate, scanner, code)
            assert (verdict.outcome, verdict.reason) == (Outcome.DENIED, reason)
            gate.wait_phase(LanePhase.IDLE)
    assert gate.site.relay.moves == []


def test_a_pass_of_somebody_revoked_is_refused(
    gate: Gate, hall: MisbehavingHall, scanner: SerialScannerBench
) -> None:
    phone = Phone(hall, status=ReturnStatus.REVOKED)
    with with_scanner(gate, scanner, "pass").running():
        assert scanned(gate, scanner, phone.code(before_s=300)).reason == "revoked"
    assert gate.site.relay.moves == []


def test_scanned_again_within_seconds_is_one_attempt(
    gate: Gate, hall: MisbehavingHall, scanner: SerialScannerBench
) -> None:
    phone = Phone(hall, status=ReturnStatus.PENDING)
    with with_scanner(gate, scanner, "pass").running():
        first = phone.code()
        verdict = scanned(gate, scanner, first)
        assert verdict.reason == "pending"
        scanner.scan(first)
        with gate.site.pcsc.card(phone.uid):
            # The card begins the next attempt, after what came of the code.
            assert gate.next_verdict(verdict.event_id).reason == "pending"
        wait_until(lambda: len(decided(hall)) == 2, "the hall has both decisions")
    kinds = [event.credential_kind for event in decided(hall)]
    assert kinds == [CredentialKind.PASS, CredentialKind.CARD]


def test_card_and_code_at_once_are_one_attempt(
    gate: Gate, hall: MisbehavingHall, scanner: SerialScannerBench
) -> None:
    phone = Phone(hall)
    with with_scanner(gate, scanner, "card+face").running():
        with gate.site.pcsc.card(phone.uid):
            gate.wait_phase(LanePhase.VERIFYING)
            scanner.scan(phone.code())
            gate.site.person("person_a_2")
            assert gate.next_verdict(None).outcome is Outcome.GRANTED
        through(gate)
        wait_until(lambda: len(decided(hall)) == 1, "the hall has the decision")
    assert decided(hall)[0].credential_kind is CredentialKind.CARD


def test_a_number_typed_by_a_guard_needs_the_face(gate: Gate, hall: MisbehavingHall) -> None:
    phone = Phone(hall)
    gate.site.person("person_a_2")

    def typed(number: str) -> VerdictView:
        before = gate.last_event()
        answer = gate.ask("POST", "/v1/lanes/L1/number", json={"student_no": number})
        assert answer.status_code == 204, answer.text
        return gate.next_verdict(before)

    with gate.running():
        assert typed("S0").reason == "unknown_number"
        gate.wait_phase(LanePhase.IDLE)
        assert typed(phone.record.student_no).outcome is Outcome.GRANTED
        busy = gate.ask("POST", "/v1/lanes/L1/number", json={"student_no": "S0"})
        assert Refusal.model_validate_json(busy.content).code == "lane_engaged"
        wrong = gate.ask("POST", "/v1/lanes/L1/number", json={"student_no": "卡 1"})
        assert Refusal.model_validate_json(wrong.content).code == "invalid_number"
        nowhere = gate.ask("POST", "/v1/lanes/L9/number", json={"student_no": "S0"})
        assert Refusal.model_validate_json(nowhere.content).code == "unknown_lane"
        wait_until(lambda: len(decided(hall)) >= 2, "the hall has all decisions")
    unknown, granted, *_ = decided(hall)
    number = CredentialKind.NUMBER
    assert (unknown.credential_kind, granted.credential_kind) == (number, number)
    assert (unknown.guard, granted.guard) == (GUARD, GUARD)


def test_a_typed_number_where_a_guard_confirms(
    site: GateSite, gate: Gate, hall: MisbehavingHall
) -> None:
    phone = Phone(hall)
    gate.by_card_alone()
    gate.config.write_text(gate.config.read_text().replace('mode = "card"', 'mode = "guard"'))
    with gate.running():
        gate.ask("POST", "/v1/lanes/L1/number", json={"student_no": phone.record.student_no})
        verdict = gate.next_verdict(None)
        assert verdict.reason == "guard_must_confirm"
        assert verdict.holder_name == phone.record.name
        assert gate.open_by_hand("compared") is None
        wait_until(site.relay.is_open, "the barrier is open")
        wait_until(
            lambda: any(e.kind is GateEventKind.OPENED_BY_GUARD for e in hall.events.values()),
            "the hall knows who opened",
        )


def face_only(gate: Gate) -> Gate:
    """``gate`` whose lane lets in by the face alone."""
    text = gate.config.read_text().replace('mode = "card+face"', 'mode = "face-only"')
    gate.config.write_text(text.replace("[face]\n", "[face]\ngallery_limit = 2\n"))
    return gate


def test_the_face_alone_lets_in_whom_it_knows_and_refuses_strangers(
    gate: Gate, hall: MisbehavingHall
) -> None:
    first = Phone(hall, face=enrolled_face("person_a_1"))
    Phone(hall, face=enrolled_face("person_b_1"))
    with face_only(gate).running():
        gate.site.person("person_a_2")
        verdict = gate.next_verdict(None)
        assert (verdict.outcome, verdict.holder_name) == (Outcome.GRANTED, first.record.name)
        through(gate)
        gate.site.person("impostor_1")
        stranger = gate.next_verdict(verdict.event_id)
        assert (stranger.outcome, stranger.reason) == (Outcome.DENIED, "face_not_recognised")
        assert stranger.holder_name == ""
        wait_until(lambda: len(decided(hall)) == 2, "the hall has both decisions")
    granted, refused = decided(hall)
    assert granted.holder == first.record.holder
    assert granted.credential_kind is CredentialKind.FACE
    assert granted.threshold == 0.5
    assert granted.score is not None
    assert granted.score > 0.5
    assert refused.holder is None


def test_a_face_of_two_people_is_ambiguous_and_a_card_helps(
    gate: Gate, hall: MisbehavingHall
) -> None:
    phone = Phone(hall)
    Phone(hall)  # The same face under another name.
    gate.site.person("person_a_2")
    with face_only(gate).running():
        verdict = gate.next_verdict(None)
        assert verdict.reason == "face_ambiguous"
        assert gate.tap(phone.uid).outcome is Outcome.GRANTED


def test_a_gallery_beyond_the_limit_turns_the_face_alone_off_and_says_so(
    gate: Gate, hall: MisbehavingHall
) -> None:
    phone = Phone(hall)
    gate.site.person("person_a_2")
    with face_only(gate).running():
        granted = gate.next_verdict(None)
        assert granted.outcome is Outcome.GRANTED
        face = AskedView(show=frozenset({CredentialKind.FACE}), then=Need.NOTHING)
        assert gate.state().lanes[0].asks == face
        others = [Phone(hall, face=enrolled_face("person_b_1")) for _ in range(2)]

        def said() -> bool:
            return any("More than 2 people" in one.en for one in gate.state().problems)

        wait_until(said, "the screens are told")
        told = gate.state()
        assert told.hindrances == told.problems
        card = AskedView(show=frozenset({CredentialKind.CARD}), then=Need.FACE)
        assert told.lanes[0].asks == card
        gate.wait_phase(LanePhase.IDLE)
        # A card and the face still do.
        assert gate.tap(phone.uid).outcome is Outcome.GRANTED
        gone = others[0].record.model_copy(update={"blocked": True, "version": 2})
        hall.publish(gone)
        wait_until(lambda: not said(), "it is within the limit again")
    assert decided(hall)[0].credential_kind is CredentialKind.FACE
