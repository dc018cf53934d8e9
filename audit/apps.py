"""Append-only record of writes, and of reads of health data."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only record of writes, and of reads of health data."""

    name = "audit"
