"""Forums of other programs, read with care into one shape."""
