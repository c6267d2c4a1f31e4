"""What a lane's tile says in every phase, and that nothing old stands when contact is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gate_agent.rules.orders import LaneOrder
from gate_agent.rules.policy import Need
from gate_agent.wire.schema import (
    AskedView,
    EmergencyOrderView,
    EmergencyView,
    LanePhase,
    LaneView,
    Outcome,
    VerdictView,
)
from sync.wire import Bilingual, CredentialKind, Direction
from tests.helpers.gate_states import NOW, attention, denied, granted, lane, said, unknown_card
from ui.agents.link import LinkStatus
from ui.gate_console.lane_tile import Pictures
from ui.gate_console.sight import LaneSight
from ui.gate_console.tiles import tile
from ui.gate_console.tones import Tone, shown_verdict, tone
from wording import Text


def english(text: Text | Bilingual) -> str:
    return text.en


def chinese(text: Text | Bilingual) -> str:
    return text.zh


def sight(view: LaneView, **changes: object) -> LaneSight:
    plain = LaneSight(
        number=3,
        gate=None,
        lane=view,
        status=LinkStatus.LIVE,
        silent_s=0.2,
        lingering=False,
        now=NOW,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


EVERY_PHASE = [
    (LanePhase.IDLE, None, Tone.IDLE),
    (LanePhase.IDLE, granted(), Tone.IDLE),
    (LanePhase.IDLE, denied(), Tone.IDLE),
    (LanePhase.VERIFYING, None, Tone.WORKING),
    (LanePhase.VERIFYING, denied(), Tone.WORKING),
    (LanePhase.OPEN, granted(), Tone.GRANTED),
    (LanePhase.OPEN, None, Tone.GRANTED),
    (LanePhase.PASSING, granted(), Tone.GRANTED),
    (LanePhase.DENIED, denied(), Tone.DENIED),
    (LanePhase.DENIED, None, Tone.DENIED),
    (LanePhase.DENIED, attention(), Tone.ATTENTION),
    (LanePhase.FAULT, None, Tone.FAULT),
    (LanePhase.FAULT, granted(), Tone.FAULT),
    (LanePhase.READING, None, Tone.WORKING),
    (LanePhase.PASSED, granted(passed=True), Tone.GRANTED),
    (LanePhase.TIMED_OUT, granted(unused=True), Tone.UNUSED),
    (LanePhase.TIMED_OUT, None, Tone.UNUSED),
    (LanePhase.TAILGATING, attention(), Tone.ATTENTION),
    (LanePhase.FORCED, attention(), Tone.ATTENTION),
    (LanePhase.HELD_OPEN, attention(), Tone.ATTENTION),
    (LanePhase.MAINTENANCE, None, Tone.FAULT),
    (LanePhase.EVACUATION, None, Tone.EVACUATION),
]


def test_a_doubt_is_said_while_the_person_is_there() -> None:
    doubtful = granted(doubt=said("请看本人", "Look at the person"))
    there = tile(sight(lane(1, LanePhase.OPEN, doubtful)), english, Pictures())
    gone = tile(sight(lane(1, LanePhase.IDLE, doubtful)), english, Pictures())
    assert (there.tone, there.doubt, gone.doubt) == (Tone.GRANTED, "Look at the person", "")


def test_an_opening_by_hand_is_no_approval() -> None:
    opened = granted(reason="id_checked", sentence=said("由甲放行", "Opened by A"))
    shown = tile(sight(lane(1, LanePhase.OPEN, opened)), english, Pictures())
    assert shown.sentence == "Opened by A"


@pytest.mark.parametrize("phase", [LanePhase.MAINTENANCE, LanePhase.EVACUATION])
def test_a_lane_that_checks_nobody_shows_nobody(phase: LanePhase) -> None:
    shown = tile(sight(lane(1, phase, granted())), english, Pictures())
    assert (shown.who, shown.faces) == ("", False)
    assert shown.sentence
    assert shown_verdict(sight(lane(1, phase, granted()))) is None


@pytest.mark.parametrize(("phase", "verdict", "expected"), EVERY_PHASE)
def test_each_phase_has_its_tone(
    phase: LanePhase, verdict: VerdictView | None, expected: Tone
) -> None:
    assert tone(sight(lane(1, phase, verdict))) is expected


def test_every_phase_is_covered() -> None:
    assert {phase for phase, _, _ in EVERY_PHASE} == set(LanePhase)


@pytest.mark.parametrize(("phase", "verdict", "_tone"), EVERY_PHASE)
def test_a_lost_agent_hides_whatever_stood_there(
    phase: LanePhase, verdict: VerdictView | None, _tone: Tone
) -> None:
    view = sight(lane(1, phase, verdict), status=LinkStatus.LOST, silent_s=12.0)
    shown = tile(view, english, Pictures())
    assert (shown.tone, shown.word) == (Tone.LOST, "No contact")
    assert shown.sentence == "Nothing heard for 12 s"
    assert (shown.who, shown.faces, shown.orders, shown.reachable) == (
        "",
        False,
        frozenset(),
        False,
    )
    assert shown_verdict(view) is None


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (granted(passed=True), Tone.GRANTED),
        (granted(unused=True), Tone.UNUSED),
        (denied(), Tone.DENIED),
        (attention(), Tone.ATTENTION),
    ],
)
def test_a_new_verdict_lingers_when_the_lane_is_idle_again(
    verdict: VerdictView, expected: Tone
) -> None:
    view = lane(1, LanePhase.IDLE, verdict)
    assert tone(sight(view, lingering=True)) is expected
    assert tone(sight(view)) is Tone.IDLE


def test_a_grant_names_person_decision_and_score() -> None:
    shown = tile(sight(lane(3, LanePhase.OPEN, granted())), chinese, Pictures())
    assert shown.word == "放行"
    assert shown.who == "林砚"
    assert (shown.department, shown.class_name) == ("地球科学学院", "2024 级 2 班")
    assert shown.sentence.startswith("返校已批准 · 陈老师 昨天 ")
    assert shown.sentence.endswith("批准")
    assert shown.score == "0.71 ≥ 0.45"
    assert shown.phase == "闸已开"
    assert LaneOrder.OPEN not in shown.orders


def test_a_refusal_names_reason_remedy_and_score() -> None:
    shown = tile(sight(lane(3, LanePhase.DENIED, denied())), english, Pictures())
    assert shown.word == "Stop"
    assert shown.sentence == "The face is not the one registered"
    assert shown.remedy == "Check the ID; they may try once more"
    assert shown.score == "0.12 < 0.45"
    assert LaneOrder.OPEN in shown.orders


def test_where_a_person_must_decide_the_key_is_named() -> None:
    shown = tile(sight(lane(3, LanePhase.DENIED, attention())), english, Pictures())
    assert shown.phase == "F3 opens by hand"


@pytest.mark.parametrize(
    ("phase", "passed", "expected"),
    [
        (LanePhase.OPEN, False, "Barrier open"),
        (LanePhase.PASSING, False, "Passing"),
        (LanePhase.PASSING, True, "Passed"),
    ],
)
def test_the_passage_is_followed(phase: LanePhase, passed: bool, expected: str) -> None:
    shown = tile(sight(lane(1, phase, granted(passed=passed))), english, Pictures())
    assert shown.phase == expected


def test_an_unknown_card_shows_no_faces() -> None:
    shown = tile(sight(lane(1, LanePhase.DENIED, unknown_card())), english, Pictures())
    assert not shown.faces
    assert shown.remedy == "Register the card at the service hall"


def test_an_idle_lane_remembers_the_last_person() -> None:
    passed = granted(passed=True)
    shown = tile(sight(lane(1, LanePhase.IDLE, passed)), english, Pictures())
    assert shown.word == "Card and face"
    assert shown.last.startswith("Last: ")
    assert shown.last.endswith("林砚  Passed")
    assert not shown.who


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ((), ""),
        (("visitors",), "Other rules: visitors"),
        (tuple("abcde"), "Other rules: a, b +3"),
    ],
)
@pytest.mark.parametrize("locked", [False, True])
def test_a_waiting_lane_says_for_whom_other_rules_hold(
    groups: tuple[str, ...], told: str, locked: bool
) -> None:
    asks = AskedView(show=frozenset({CredentialKind.CARD}), then=Need.NOTHING, apart=groups)
    lockdown = EmergencyOrderView(since=NOW, by="Guard Wei", reason="danger")
    emergency = EmergencyView(lockdown=lockdown if locked else None)
    shown = tile(sight(lane(1, asks=asks), emergency=emergency), english, Pictures())
    expected = ["Tap card"] * locked + [told] * bool(told)
    assert shown.remedy == " · ".join(expected)


def test_an_idle_lane_forgets_whose_turn_was_long_ago() -> None:
    view = lane(1, LanePhase.IDLE, granted(passed=True))
    shown = tile(sight(view, named=False), english, Pictures())
    assert "林砚" not in shown.last
    assert shown.last.startswith("Last: ")
    assert shown.last.endswith(" Passed"), "that somebody went, and when, still stands"


def test_an_opening_without_a_verdict_was_a_guards() -> None:
    shown = tile(sight(lane(1, LanePhase.OPEN)), english, Pictures())
    assert (shown.tone, shown.sentence) == (Tone.GRANTED, "Opened by a guard")


def test_direction_and_gate_are_named() -> None:
    view = lane(2, direction=Direction.OUT)
    assert tile(sight(view), english, Pictures()).lane == "Lane 2 · out"
    named = sight(view, gate=said("西门", "West gate"))
    assert tile(named, chinese, Pictures()).lane == "西门 · 2 号道 · 出"


def test_a_score_without_a_threshold_stands_alone() -> None:
    verdict = granted(threshold=None)
    assert tile(sight(lane(1, LanePhase.OPEN, verdict)), english, Pictures()).score == "0.71"


def test_every_outcome_has_another_word() -> None:
    verdicts = {
        Outcome.GRANTED: granted(passed=True),
        Outcome.DENIED: denied(),
        Outcome.ATTENTION: attention(),
    }
    views = [
        sight(lane(1, LanePhase.IDLE, verdicts[outcome]), lingering=True) for outcome in Outcome
    ]
    for say in (english, chinese):
        assert len({tile(view, say, Pictures()).word for view in views}) == len(Outcome)


def test_a_decision_of_last_month_has_its_date() -> None:
    verdict = granted(decided_at=NOW - timedelta(days=40))
    shown = tile(sight(lane(1, LanePhase.OPEN, verdict)), english, Pictures())
    assert "Jul" in shown.sentence


@pytest.mark.parametrize(
    ("reason", "named"), [("revoked", True), ("rejected", True), ("wrong_gate", False)]
)
def test_who_refused_is_named_where_a_person_did(reason: str, named: bool) -> None:
    verdict = denied(reason=reason, decided_by="陈老师", decided_at=NOW)
    shown = tile(sight(lane(1, LanePhase.DENIED, verdict)), english, Pictures())
    assert ("陈老师" in shown.sentence) is named


LOCKDOWN = EmergencyView(lockdown=EmergencyOrderView(since=NOW, by="Guard Wei", reason="danger"))
FIRE = EmergencyView(fire=EmergencyOrderView(since=NOW))
BOTH = EmergencyView(fire=FIRE.fire, lockdown=LOCKDOWN.lockdown)


def test_nobody_went_is_neither_green_nor_open() -> None:
    unused = granted(unused=True)
    out = tile(sight(lane(1, LanePhase.TIMED_OUT, unused)), english, Pictures())
    assert (out.tone, out.word, out.phase) == (Tone.UNUSED, "Nobody went", "")
    assert out.sentence == "The barrier has closed; it does not count"
    assert out.who == "林砚"
    idle = tile(sight(lane(1, LanePhase.IDLE, unused)), english, Pictures())
    assert idle.last.endswith("林砚  Nobody went")


def test_a_grant_that_was_cut_short_stands_nowhere_in_green() -> None:
    cut = sight(lane(1, LanePhase.IDLE, granted()), lingering=True)
    assert tone(cut) is Tone.IDLE
    assert shown_verdict(cut) is None


def test_who_is_through_is_called_passed() -> None:
    passed = sight(lane(1, LanePhase.PASSED, granted(passed=True)))
    assert tile(passed, english, Pictures()).word == "Passed"


@pytest.mark.parametrize("verdict", [granted(), granted(passed=True), denied(), attention()])
def test_a_faulty_lane_shows_nobody_from_before(verdict: VerdictView) -> None:
    view = sight(lane(1, LanePhase.FAULT, verdict))
    shown = tile(view, english, Pictures())
    assert (shown.who, shown.faces, shown.word) == ("", False, "Fault")
    assert shown.sentence == "This lane can't let anybody in by itself"
    assert shown_verdict(view) is None


def test_whom_the_fault_kept_out_is_shown_for_a_while() -> None:
    kept_out = attention(reason="barrier_fault", sentence=said("闸机没有动作", "It did not move"))
    shown = tile(sight(lane(1, LanePhase.FAULT, kept_out), lingering=True), english, Pictures())
    assert (shown.tone, shown.who) == (Tone.FAULT, "赵墨")
    assert shown.sentence == "It did not move"


@pytest.mark.parametrize("phase", [LanePhase.TAILGATING, LanePhase.FORCED, LanePhase.HELD_OPEN])
def test_an_alarm_names_nobody_who_came_before(phase: LanePhase) -> None:
    """As when the journal could not keep the alarm, so that the last verdict stands."""
    view = sight(lane(1, phase, granted(passed=True)))
    shown = tile(view, english, Pictures())
    assert (shown.tone, shown.who, shown.faces) == (Tone.ATTENTION, "", False)
    assert shown.sentence
    assert shown_verdict(view) is None


def test_a_forced_barrier_is_not_green_while_it_is_open() -> None:
    forced = attention(holder_name="", reason="", enrolled_photo="")
    shown = tile(sight(lane(1, LanePhase.OPEN, forced)), english, Pictures())
    assert (shown.tone, shown.word, shown.phase) == (Tone.ATTENTION, "Check", "")


@pytest.mark.parametrize(
    ("then", "show", "word"),
    [
        (Need.NOTHING, {CredentialKind.CARD}, "Tap card"),
        (Need.FACE, {CredentialKind.PASS}, "Pass and face"),
        (Need.NOTHING, {CredentialKind.FACE}, "Look at camera"),
        (Need.GUARD, {CredentialKind.CARD}, "You confirm"),
        (Need.GUARD, set(), "By hand"),
        (Need.OTHER, set(), "Ready"),
    ],
)
def test_a_waiting_lane_says_what_it_asks_for(
    then: Need, show: set[CredentialKind], word: str
) -> None:
    view = lane(1, asks=AskedView(show=frozenset(show), then=then))
    shown = tile(sight(view), english, Pictures())
    assert (shown.tone, shown.word) == (Tone.IDLE, word)
    assert shown.sentence
    assert shown.symbol


def test_an_agent_that_does_not_say_what_it_asks_for_is_not_taken_to_ask_for_cards() -> None:
    assert tile(sight(lane(1, asks=None)), english, Pictures()).word == "Ready"


def test_a_lane_that_waits_in_a_lockdown_says_so_large() -> None:
    shown = tile(sight(lane(1), emergency=LOCKDOWN), english, Pictures())
    assert (shown.tone, shown.word) == (Tone.LOCKED, "Locked")
    assert shown.sentence == "Only named groups pass"


@pytest.mark.parametrize(("phase", "verdict", "_tone"), EVERY_PHASE)
@pytest.mark.parametrize(
    ("emergency", "band"),
    [(LOCKDOWN, "Lockdown"), (FIRE, "Fire"), (BOTH, "Fire · Lockdown")],
)
def test_an_emergency_stands_on_every_tile(
    phase: LanePhase,
    verdict: VerdictView | None,
    _tone: Tone,
    emergency: EmergencyView,
    band: str,
) -> None:
    shown = tile(sight(lane(1, phase, verdict), emergency=emergency), english, Pictures())
    assert (shown.alert, shown.grave) == (band, True)


@pytest.mark.parametrize(
    "phase", [phase for phase in LanePhase if phase is not LanePhase.EVACUATION]
)
def test_a_lane_that_is_shut_in_a_fire_is_said(phase: LanePhase) -> None:
    view = sight(lane(1, phase, granted()), emergency=FIRE)
    shown = tile(view, english, Pictures())
    assert (shown.tone, shown.word, shown.who) == (Tone.ATTENTION, "Not open", "")
    assert shown_verdict(view) is None
    moves = phase in (LanePhase.OPEN, LanePhase.PASSING)
    assert shown.orders == (frozenset() if moves else {LaneOrder.OPEN}), "nobody is sent away"
    assert not shown.takes_number


def test_a_second_guard_is_called_for_on_the_tile() -> None:
    waiting = sight(lane(1, LanePhase.DENIED, denied()), confirm_within_s=41)
    shown = tile(waiting, english, Pictures())
    assert (shown.alert, shown.grave) == ("Second guard: 41 s", False)
    lost = tile(replace(waiting, status=LinkStatus.LOST, emergency=BOTH), english, Pictures())
    assert (lost.tone, lost.alert) == (Tone.LOST, "")


@pytest.mark.parametrize("aged", [True, False])
def test_a_waiting_lane_says_why_it_asks_for_more_than_usual(aged: bool) -> None:
    asks = AskedView(show=frozenset({CredentialKind.CARD}), then=Need.FACE, aged=aged)
    remedy = tile(sight(lane(1, asks=asks)), english, Pictures()).remedy
    assert ("records are old" in remedy) is aged
