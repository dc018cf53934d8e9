"""What the worker is asked to do: a hint only, the job is a row in Postgres and survives any loss."""

from __future__ import annotations

from celery import shared_task

from .actions import running


@shared_task(name="files.run_job", acks_late=False)
def run_job(job_id: int) -> None:
    """One job, from where it stands to its end."""
    running.run_job(job_id)
