"""Instruments, scoring, schedules, reminders, diary, summaries."""
