"""Long runs that no test run has the time for: ``make soak``."""
