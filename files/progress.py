"""A page that waits for a job looks again by itself, without a script."""

from __future__ import annotations

from django.http import HttpResponse

from .models import Job

SECONDS = 5


def looking_again(response: HttpResponse, job: Job | None) -> HttpResponse:
    """The same response; while the job is open the browser asks for the page again."""
    if job is not None and job.is_open:
        response.headers["Refresh"] = str(SECONDS)
    return response
