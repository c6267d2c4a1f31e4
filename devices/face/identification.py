"""Who of many a face is likest to (1:N, open set). Terms as in ISO/IEC 19795-1.

What that is worth depends on how many there are: :mod:`devices.face.false_identification`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from devices.face.template import DIMENSIONS, Template, mean_of

Key = TypeVar("Key", bound=Hashable)
NOT_AT_ALL: Final = -1.0
"""The least likeness there is: said of a next one where there is none."""


@dataclass(frozen=True, slots=True)
class Likest(Generic[Key]):
    """The one whom a face is likest to, and how far ahead."""

    key: Key
    score: float
    second: float
    """Likeness to the next; NOT_AT_ALL where there is no other."""


class Gallery(Generic[Key]):
    """Enrolled people by ``Key``, compared all at once. Belongs to whoever locks it."""

    def __init__(self) -> None:
        self._means: Final[dict[Key, npt.NDArray[np.float32]]] = {}
        self._stack: tuple[tuple[Key, ...], npt.NDArray[np.float32]] | None = None

    def __len__(self) -> int:
        return len(self._means)

    def put(self, key: Key, templates: Sequence[Template]) -> None:
        """Enrol, or enrol anew. Raises ValueError without a template."""
        self._means[key] = mean_of(templates).vector
        self._stack = None

    def drop(self, key: Key) -> None:
        """Forget; harmless for somebody who is not enrolled."""
        if self._means.pop(key, None) is not None:
            self._stack = None

    def clear(self) -> None:
        self._means.clear()
        self._stack = None

    def likest(self, probe: Template) -> Likest[Key] | None:
        """Likeness as in :func:`devices.face.template.match`; None when nobody is enrolled."""
        if not self._means:
            return None
        if self._stack is None:
            rows = np.stack(list(self._means.values())).reshape(-1, DIMENSIONS)
            self._stack = tuple(self._means), rows
        keys, rows = self._stack
        scores = rows @ probe.vector
        first = int(np.argmax(scores))
        others = np.delete(scores, first)
        second = float(others.max()) if others.size else NOT_AT_ALL
        return Likest(keys[first], float(scores[first]), second)
