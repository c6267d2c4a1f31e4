"""Every piece of hardware: ports, drivers, supervision, diagnostics and wire-level peers."""
