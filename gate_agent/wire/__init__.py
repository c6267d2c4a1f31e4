"""What the local API says: the shapes that screens and commands read."""
