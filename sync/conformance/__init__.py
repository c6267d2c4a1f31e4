"""Does a server keep the terminal interface? Checks that any campus platform can be held to."""
