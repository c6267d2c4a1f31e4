"""A process that prunes a journal portion by portion, made to be killed.

``python -m tests.helpers.pruner JOURNAL BEFORE`` says a line after each portion; ``BEFORE`` is ISO
8601. Its key lies beside the journal.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

from gate_agent.journal.evidence_key import KEY_FILE, EvidenceKey
from gate_agent.journal.store import Journal


def main() -> None:
    path, before = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    journal = Journal(path, "east", EvidenceKey.existing(path.with_name(KEY_FILE)))
    while removed := journal.prune(before, before).removed:
        # One write a line: a killed process leaves a whole line or none.
        os.write(1, f"{removed}\n".encode())
    journal.close()


if __name__ == "__main__":
    main()
