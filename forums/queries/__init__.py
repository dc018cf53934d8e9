"""Reads of the forum: each begins with who is asking."""
