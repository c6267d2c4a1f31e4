"""The guided run over all devices of a terminal, and its signed report."""
