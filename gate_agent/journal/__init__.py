"""What happened at this gate: chained, signed, counted, checked, and kept for a stated time."""
