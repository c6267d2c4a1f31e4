"""Finding a service by a few words, in either language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from sync.wire import ServiceSummary

_TITLE: Final = 8.0
_SUMMARY: Final = 3.0
_DEPARTMENT: Final = 2.0
_ELSEWHERE: Final = 1.0
_LEAST: Final = 0.5
"""Part of the words' letter pairs that must be found for a service to be shown at all."""


def search(services: Sequence[ServiceSummary], words: str) -> tuple[ServiceSummary, ...]:
    """The services that fit ``words``, best first; all of them, in order, when it is blank.

    Compares letter pairs: '补办校园卡' finds '校园卡补办', and a slip of a finger does no harm.
    """
    wanted = set(_pairs(words))
    if not wanted:
        return tuple(services)
    scored = [(_score(service, wanted), place) for place, service in enumerate(services)]
    fit = sorted((-score, place) for score, place in scored if score > 0.0)
    return tuple(services[place] for _, place in fit)


def _score(service: ServiceSummary, wanted: set[str]) -> float:
    found: set[str] = set()
    score = 0.0
    for weight, text in _texts(service):
        here = wanted & set(_pairs(text))
        found |= here
        score += weight * len(here)
    return score if len(found) >= _LEAST * len(wanted) else 0.0


def _texts(service: ServiceSummary) -> Iterator[tuple[float, str]]:
    for text in (service.title.zh, service.title.en):
        yield _TITLE, text
    for text in (service.summary.zh, service.summary.en):
        yield _SUMMARY, text
    for text in (service.department.zh, service.department.en):
        yield _DEPARTMENT, text
    for entry in (*service.materials, *service.steps):
        yield _ELSEWHERE, entry.zh
        yield _ELSEWHERE, entry.en


def _pairs(text: str) -> Iterator[str]:
    """Two neighbouring letters each; a single letter stands for itself."""
    for word in text.casefold().split():
        letters = [letter for letter in word if letter.isalnum()]
        if len(letters) == 1:
            yield letters[0]
        for one, other in pairwise(letters):
            yield one + other
