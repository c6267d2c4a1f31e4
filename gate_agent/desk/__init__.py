"""What guards and technicians are told of the gate, and what they do to it."""
