"""One lane as a pure machine: its words, its transitions, and what lamps make of them."""
