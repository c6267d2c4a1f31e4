"""The student's terminal without its screen: session, registration, capture, printing."""
