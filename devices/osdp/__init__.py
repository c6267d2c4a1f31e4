"""Readers, outputs and indicators on an OSDP line (IEC 60839-11-5), through libosdp."""
