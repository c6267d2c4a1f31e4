"""What happens at a lane, told as it happens: each story is a day's nuisance."""

from __future__ import annotations

from uuid import UUID

from gate_agent.passage.machine import MARGIN_S, advance
from gate_agent.passage.terms import (
    AlarmCleared,
    AlarmRaised,
    Approved,
    BarrierFailed,
    CloseBarrier,
    Elapsed,
    Evacuation,
    Event,
    GuardRefused,
    HeldOpen,
    Idle,
    Intrusion,
    KeepOpen,
    LaneState,
    Mismatched,
    Open,
    OpenBarrier,
    PassageSensor,
    Passed,
    Phase,
    Reading,
    Record,
    Refusal,
    Refused,
    Tailgating,
    Tapped,
    Unread,
    Verify,
    Verifying,
)
from gate_agent.passage.timing import Timing
from gate_agent.rules.reasons import Reason

TIMING = Timing()
ANN, BEN = UUID(int=1), UUID(int=2)


class Told:
    """One lane, its events in order, and what was recorded."""

    def __init__(self) -> None:
        self.state = LaneState()
        self.now = 0.0
        self.recorded: list[str] = []
        self.opened = 0
        self.closed = 0
        self.kept_open = 0
        self.verified: list[UUID] = []

    def is_now(self, phase: type[Phase]) -> bool:
        return isinstance(self.state.phase, phase)

    def happens(self, *events: Event, after: float = 0.1) -> None:
        for event in events:
            self.now += after
            step = advance(self.state, event, self.now, TIMING)
            self.state = step.state
            for effect in step.effects:
                match effect:
                    case Record(kind=kind, reason=reason):
                        self.recorded.append(f"{kind} {reason}".rstrip())
                    case OpenBarrier():
                        self.opened += 1
                    case CloseBarrier():
                        self.closed += 1
                    case KeepOpen():
                        self.kept_open += 1
                    case Verify(attempt=attempt):
                        self.verified.append(attempt)
                    case _:
                        pass

    def ann_is_let_in(self) -> None:
        self.happens(Tapped(ANN), Approved(ANN))
        assert isinstance(self.state.phase, Open)


ON, OFF = PassageSensor(True), PassageSensor(False)


def test_two_people_back_to_back_on_one_grant() -> None:
    lane = Told()
    lane.ann_is_let_in()
    lane.happens(ON, OFF, ON)
    assert lane.is_now(Tailgating)
    assert lane.recorded == ["granted", "passed", "tailgated"]
    lane.happens(OFF, Elapsed(), after=9)
    assert lane.is_now(Idle)


def test_everybody_who_follows_on_one_grant_is_recorded() -> None:
    lane = Told()
    lane.ann_is_let_in()
    lane.happens(ON, OFF, ON, OFF, ON, OFF)
    lane.happens(ON, OFF, after=3)
    assert lane.recorded == ["granted", "passed", "tailgated", "tailgated", "tailgated"]


def test_two_people_back_to_back_who_both_tap() -> None:
    lane = Told()
    lane.ann_is_let_in()
    lane.happens(ON, OFF)
    assert lane.is_now(Passed)
    lane.happens(Tapped(BEN), Approved(BEN), ON, OFF)
    assert lane.recorded == ["granted", "passed", "granted", "passed"]
    assert lane.opened == 2


def test_a_tap_while_open_neither_opens_again_nor_takes_the_first_grant() -> None:
    lane = Told()
    lane.ann_is_let_in()
    lane.happens(Tapped(BEN), Approved(BEN), ON, Tapped(BEN), OFF)
    assert lane.recorded == ["granted", "passed"]
    assert lane.verified == [ANN]


def test_a_card_taken_away_early_and_shown_again_is_one_attempt() -> None:
    lane = Told()
    lane.happens(Unread(ANN))
    assert lane.is_now(Reading)
    lane.happens(Unread(BEN), Tapped(BEN), Approved(ANN), after=0.5)
    assert lane.recorded == ["granted"]


def test_a_card_taken_away_for_good_is_said() -> None:
    lane = Told()
    lane.happens(Unread(ANN))
    lane.happens(Elapsed(), after=2)
    assert lane.recorded == ["denied card_unreadable"]


def test_a_face_that_is_lost_is_refused_for_what_was_seen_of_it() -> None:
    lane = Told()
    lane.happens(Tapped(ANN), Mismatched(ANN))
    lane.happens(Elapsed(), after=4)
    assert lane.recorded == ["denied face_mismatch"]
    lane = Told()
    lane.happens(Tapped(ANN))
    lane.happens(Elapsed(), after=4)
    assert lane.recorded == ["denied no_face"]


def test_somebody_who_comes_the_wrong_way_is_reported_and_opens_nothing() -> None:
    lane = Told()
    lane.happens(ON, OFF)
    assert lane.is_now(Intrusion)
    assert lane.recorded == ["forced passage_without_grant"]
    assert lane.opened == 0


def test_somebody_who_comes_the_wrong_way_does_not_end_an_attempt() -> None:
    lane = Told()
    lane.happens(Tapped(ANN), ON, OFF)
    assert lane.is_now(Verifying)
    lane.happens(Approved(ANN))
    assert lane.recorded == ["forced passage_without_grant", "granted"]


def test_somebody_who_comes_the_wrong_way_while_it_is_open_leaves_the_grant_to_its_holder() -> None:
    lane = Told()
    lane.happens(Tapped(ANN), ON, Approved(ANN), OFF)
    assert lane.is_now(Open)
    lane.happens(ON, OFF)
    assert lane.recorded == ["forced passage_without_grant", "granted", "passed"]


def test_somebody_who_taps_within_the_lane_does_not_get_the_grant_back() -> None:
    """Too near behind the one before; whether it was they who went is not known."""
    lane = Told()
    lane.ann_is_let_in()
    lane.happens(ON, OFF, ON, Tapped(BEN), Approved(BEN), OFF)
    lane.happens(Elapsed(), after=7)
    assert lane.recorded == [
        *("granted", "passed", "tailgated"),
        *("granted", "timed_out somebody_left"),
    ]


def test_of_two_cards_at_once_the_first_counts() -> None:
    lane = Told()
    lane.happens(Tapped(ANN), Tapped(BEN), after=0.0)
    lane.happens(Approved(BEN))
    assert lane.recorded == []
    lane.happens(Approved(ANN))
    assert lane.recorded == ["granted"]
    assert lane.verified == [ANN]


def test_a_grant_that_nobody_used_may_be_used_again() -> None:
    lane = Told()
    lane.ann_is_let_in()
    lane.happens(Elapsed(), after=7)
    lane.happens(Tapped(BEN), Approved(BEN), ON, OFF)
    assert lane.recorded == ["granted", "timed_out", "granted", "passed"]


def test_the_same_card_twice_within_seconds_is_refused_once() -> None:
    lane = Told()
    from_pending = Tapped(BEN, again=True)
    lane.state = LaneState(Refusal(ANN, 4.0, 2.0))
    lane.happens(from_pending, from_pending)
    assert lane.recorded == []
    assert lane.verified == []


def test_a_suitcase_in_the_lane_is_closed_upon_by_nobody_and_lets_in_nobody_else() -> None:
    lane = Told()
    lane.ann_is_let_in()
    lane.happens(ON)
    lane.happens(Elapsed(), Elapsed(), Elapsed(), after=9)
    assert lane.is_now(HeldOpen)
    assert (lane.closed, lane.kept_open) == (0, 3)
    lane.happens(Tapped(BEN), OFF)
    assert lane.is_now(Passed)
    assert lane.closed == 1
    assert lane.recorded == ["granted", "passed sensor_held", "held_open"]
    lane.happens(ON)
    assert lane.recorded[3:] == ["tailgated"], "who slips by behind the suitcase has no grant"


def test_a_fire_opening_that_ends_waits_for_who_stands_in_the_lane() -> None:
    lane = Told()
    lane.happens(AlarmRaised(), ON, AlarmCleared())
    assert lane.is_now(Evacuation)
    lane.happens(OFF)
    assert lane.is_now(Idle)


def test_whom_a_guard_refused_does_not_get_another_try_by_tapping() -> None:
    lane = Told()
    lane.happens(Tapped(ANN), GuardRefused(BEN))
    lane.happens(Tapped(BEN, again=True), Unread(BEN), Elapsed(), after=6)
    lane.happens(Tapped(BEN, again=True), after=1)
    assert lane.verified == [ANN]
    assert lane.recorded == ["refused_by_guard"]


def test_a_guard_keeps_the_time_to_confirm_whoever_taps_again() -> None:
    lane = Told()
    lane.happens(Tapped(ANN), Refused(ANN, Reason.GUARD_MUST_CONFIRM))
    lane.happens(Tapped(BEN, again=True))
    lane.happens(Elapsed(), after=15)
    assert lane.is_now(Refusal)


def test_a_fire_while_somebody_walks_ends_their_grant_once() -> None:
    lane = Told()
    lane.ann_is_let_in()
    lane.happens(ON, AlarmRaised(), OFF, ON, OFF, Tapped(BEN), AlarmCleared())
    assert lane.recorded == ["granted", "passed alarm"]
    assert lane.is_now(Idle)


def test_a_board_that_does_not_stay_open_is_told_again_before_its_timer_ends() -> None:
    lane = Told()
    lane.ann_is_let_in()
    lane.happens(ON)
    lane.happens(Elapsed(), after=TIMING.passing_s)
    assert lane.kept_open == 1
    for told in (2, 3):
        lane.happens(BarrierFailed(), after=0)
        lane.happens(Elapsed(), after=MARGIN_S / 2)
        assert lane.kept_open == told
    lane.happens(Elapsed(), after=MARGIN_S / 2)
    assert lane.kept_open == 3, "it obeyed"
