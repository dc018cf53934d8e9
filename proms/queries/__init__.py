"""Reads of the proms app; each begins with who is asking."""
