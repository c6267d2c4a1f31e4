"""One device tried: by its driver's own test, by hand, by eye."""
