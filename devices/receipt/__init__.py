"""Receipt printers: what is printed, codec, and one driver a connection."""
