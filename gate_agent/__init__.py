"""The unattended gate: rules, lanes, journal, local API. No screen, no Qt."""
