"""Outbox rows: what must be sent, written in the transaction of its cause."""
