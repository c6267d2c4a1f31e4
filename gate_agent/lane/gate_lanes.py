"""All lanes of the gate with their cameras, found by their codes and by their devices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gate_agent.config import LaneSection
from gate_agent.desk.board import LaneSign
from gate_agent.lane.face_track import FaceTrack
from gate_agent.lane.fitting import LaneFitting
from gate_agent.lane.input import Fire, Heard
from gate_agent.lane.lane import Lane
from gate_agent.rules.asked import Asked


class GateLanes:
    """Started and stopped together. Other methods may be called from any thread."""

    def __init__(
        self, sections: Sequence[LaneSection], signs: Mapping[str, LaneSign], fitting: LaneFitting
    ) -> None:
        self._sections: Final = tuple(sections)
        self._lanes: Final[dict[str, Lane]] = {}
        self._tracks: Final[list[FaceTrack]] = []
        self._listening: Final[dict[str, list[Lane]]] = {}
        for section in sections:
            lane = fitting.lane(section, signs[section.code])
            track = fitting.track(section, lane.post)
            if track is not None:
                lane.watch(track)
                self._tracks.append(track)
            self._lanes[section.code] = lane
            for device in section.sources:
                self._listening.setdefault(device, []).append(lane)

    def start(self, *, on_fire: bool) -> None:
        """To be called before the devices start, as :meth:`Lane.start` says."""
        for track in self._tracks:
            track.start()
        for lane in self._lanes.values():
            lane.start(on_fire=on_fire)

    def stop(self) -> None:
        """Close every barrier that nobody stands in, record what was under way, end the lanes'
        threads."""
        for lane in self._lanes.values():
            lane.stop()
        for track in self._tracks:
            track.stop()

    def __getitem__(self, code: str) -> Lane:
        """The lane of that code. Raises LookupError."""
        return self._lanes[code]

    def asked(self) -> dict[str, Asked]:
        """What each lane asks of people of no group now, by the lane's code."""
        return {
            section.code: self._lanes[section.code].asked(section.takes)
            for section in self._sections
        }

    def closed_by(self, barrier: str) -> tuple[str, ...]:
        """Codes of the lanes that ``barrier`` closes, in the configuration's order."""
        return tuple(section.code for section in self._sections if section.barrier == barrier)

    def fire(self, fire: Fire) -> None:
        """The gate's fire opening begins or ends, at every lane."""
        for lane in self._lanes.values():
            lane.fire(fire)

    def heard(self, event: Heard) -> None:
        """Tell the lanes that use the event's device."""
        for lane in self._listening.get(event.device, ()):
            lane.post(event)
