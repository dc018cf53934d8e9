"""Shape of what people fill in; actions decide what becomes of it."""
