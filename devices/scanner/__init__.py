"""Code scanners: codecs of what they send, and one driver a transport."""
