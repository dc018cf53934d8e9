"""Reads of health pages; each begins with who is asking, or says that everybody may."""
