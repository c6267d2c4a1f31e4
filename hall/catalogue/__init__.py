"""What the campus offers: services with their guides."""
