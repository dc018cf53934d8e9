"""Lists of medical terms as their publishers give them out, read piece by piece."""
