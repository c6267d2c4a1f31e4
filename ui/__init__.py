"""Everything Qt: start of a program, look, translations, and one folder a program."""
