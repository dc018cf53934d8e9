"""Outbox, channels, quiet hours, digest: the only code that sends anything."""
