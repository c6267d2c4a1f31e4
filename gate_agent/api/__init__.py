"""The gate agent's local HTTP interface for the guard's screen, diagnostics and monitoring."""
