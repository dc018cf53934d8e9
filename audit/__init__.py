"""Append-only record of writes, and of reads of health data."""
