"""What a terminal's devices are and were, in one file without secrets."""
