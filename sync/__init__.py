"""What passes between the hall and the terminals: messages, signatures, mirror, outbox."""
