"""The reference of the face measurement; runs in its own environment (make bench-references).

    python dlib_faces.py FOLDER

Finds and embeds the face of each PNG in FOLDER and prints {"median_ms": ..., "embedded": ...}.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import face_recognition  # type: ignore[import-not-found]  # only in that environment


def main() -> None:
    pictures = [
        face_recognition.load_image_file(path) for path in sorted(Path(sys.argv[1]).glob("*.png"))
    ]
    times, embedded = [], 0
    for picture in [pictures[0], *pictures]:
        started = time.perf_counter()
        places = face_recognition.face_locations(picture)
        vectors = face_recognition.face_encodings(picture, places)
        times.append((time.perf_counter() - started) * 1000)
        embedded += bool(vectors)
    # The first picture was seen twice: its first time warms up and does not count.
    print(json.dumps({"median_ms": statistics.median(times[1:]), "embedded": embedded - 1}))


if __name__ == "__main__":
    main()
