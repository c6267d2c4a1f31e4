"""Card readers: ISO 7816 codec and one driver a protocol."""
