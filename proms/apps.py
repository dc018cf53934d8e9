"""Instruments, scoring, schedules, reminders, diary, summaries."""

from django.apps import AppConfig


class PromsConfig(AppConfig):
    """Instruments, scoring, schedules, reminders, diary, summaries."""

    name = "proms"
