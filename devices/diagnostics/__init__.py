"""Self-tests of devices."""
