"""Error rates from scores, against rates counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.face.evaluation import DET_POINTS, TooFewScores, error_rates

SCORES = st.lists(st.floats(-1, 1, allow_nan=False), min_size=1, max_size=300)


def test_rates_are_those_counted_by_hand() -> None:
    genuine = np.array([0.2, 0.6, 0.7, 0.8])
    impostor = np.linspace(-0.5, 0.49, 100)
    impostor[-1] = 0.65
    rates = error_rates(genuine, impostor)
    (far, one_in_hundred), *smaller = rates.at_far
    assert far == 0.01
    assert one_in_hundred is not None
    assert (one_in_hundred.far, one_in_hundred.tar) == (0.01, 0.75)
    assert 0.48 < one_in_hundred.threshold < 0.65
    assert [point for _, point in smaller] == [None, None]
    assert (rates.genuine, rates.impostor) == (4, 100)


def test_scores_that_do_not_overlap_have_no_error() -> None:
    rates = error_rates(np.array([0.9, 0.8]), np.array([0.1, 0.2, 0.3]))
    assert rates.equal_error_rate == 0.0
    assert 0.3 < rates.equal_error_threshold <= 0.8


def test_scores_that_mean_nothing_are_half_wrong() -> None:
    same = np.linspace(0, 1, 1001)
    assert error_rates(same, same).equal_error_rate == pytest.approx(0.5, abs=0.001)


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(TooFewScores, match="0 comparisons of one person, 1 of different"):
        error_rates(np.empty(0), np.array([0.1]))


@given(SCORES, SCORES)
def test_points_hold_what_they_say(genuine: list[float], impostor: list[float]) -> None:
    rates = error_rates(np.array(genuine), np.array(impostor))
    points = [point for _, point in rates.at_far if point is not None]
    for point in (*points, *rates.det):
        assert point.far == sum(score >= point.threshold for score in impostor) / len(impostor)
        assert point.frr == sum(score < point.threshold for score in genuine) / len(genuine)
    for far, kept in rates.at_far:
        assert kept is None or kept.far <= far
    assert len(rates.det) <= DET_POINTS
    fars = [point.far for point in rates.det]
    assert fars == sorted(fars)
