"""Templates: what is one, how it travels, how two compare. The vectors are drawn by chance."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.face.models import MODEL_ID
from devices.face.template import (
    DIMENSIONS,
    Template,
    TemplateMalformed,
    decode,
    encode,
    match,
)


def drawn(seed: int) -> Template:
    return Template.of(np.random.default_rng(seed).normal(size=DIMENSIONS))


def test_template_is_a_read_only_unit_vector() -> None:
    template = drawn(1)
    assert template.vector.dtype == np.float32
    assert np.linalg.norm(template.vector) == pytest.approx(1.0, abs=1e-6)
    with pytest.raises(ValueError, match="read-only"):
        template.vector[0] = 0.0


def test_template_never_shows_its_numbers() -> None:
    assert repr(drawn(1)) == "Template()"


@pytest.mark.parametrize(
    "vector",
    [
        np.zeros(DIMENSIONS),
        np.ones(DIMENSIONS - 1),
        np.ones((1, DIMENSIONS)),
        np.full(DIMENSIONS, np.nan),
        np.full(DIMENSIONS, np.inf),
    ],
    ids=["zero", "short", "two-dimensional", "nan", "infinite"],
)
def test_other_vectors_are_no_template(
    vector: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> None:
    with pytest.raises(TemplateMalformed):
        Template.of(vector)


@given(st.integers(0, 2**32 - 1))
def test_what_travelled_is_the_same_face(seed: int) -> None:
    template = drawn(seed)
    text = encode(template)
    assert len(text) == 344
    assert match([decode(text, MODEL_ID)], template) > 0.9999


def as_text(vector: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    return base64.b64encode(vector.astype("<f2").tobytes()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64!",
        "ä" * 344,
        as_text(np.ones(DIMENSIONS - 1) / DIMENSIONS**0.5),
        as_text(np.ones(DIMENSIONS)),
        as_text(np.zeros(DIMENSIONS)),
        as_text(np.full(DIMENSIONS, np.nan)),
    ],
    ids=["empty", "not base64", "not ascii", "short", "too long a vector", "zero", "nan"],
)
def test_other_texts_are_refused_without_repeating_them(text: str) -> None:
    with pytest.raises(TemplateMalformed) as refusal:
        decode(text, MODEL_ID)
    assert not text or text not in str(refusal.value)


@given(st.text())
def test_any_text_is_decoded_or_refused(text: str) -> None:
    with pytest.raises(TemplateMalformed):
        decode(text, MODEL_ID)


def test_template_of_another_model_is_refused() -> None:
    with pytest.raises(TemplateMalformed, match="another model"):
        decode(encode(drawn(1)), "0" * 64)


def test_match_is_the_cosine_with_the_mean() -> None:
    one, other = np.zeros(DIMENSIONS), np.zeros(DIMENSIONS)
    one[0], other[1] = 1.0, 1.0
    enrolled = [Template.of(one), Template.of(other)]
    assert match(enrolled, Template.of(one)) == pytest.approx(0.5**0.5)
    assert match(enrolled, Template.of(one + other)) == pytest.approx(1.0)
    assert match(enrolled[:1], Template.of(other)) == pytest.approx(0.0)
    assert match(enrolled[:1], Template.of(-one)) == pytest.approx(-1.0)


def test_nobody_enrolled_is_no_match() -> None:
    with pytest.raises(ValueError, match="no template"):
        match([], drawn(1))
