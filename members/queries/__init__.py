"""Reads of the members app; each begins with who is asking."""
