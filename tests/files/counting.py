"""A job of three units that keeps a file of what it did."""

from __future__ import annotations

import os
import time
from datetime import timedelta

from django.utils import timezone

from files import places
from files.actions.storing import store_file
from files.models import Job
from files.work import Progress
from po_platform.access.actor import System

KIND = "tests.counting"
UNITS = 3


def count_to_three(actor: System, job: Job) -> Progress:
    """Writes "unit N" into a file for each unit; the last one puts them together."""
    done = int(job.resume.get("done", 0)) + 1
    folder = places.work_folder(job.ref)
    (folder / f"{done}.txt").write_text(f"unit {done}, attempt {job.attempts}\n")
    if os.environ.get("PO_STOP_AT") == str(done):  # see worker.py
        print("here", flush=True)
        time.sleep(600)
    if done < UNITS:
        return Progress(done, UNITS, {"done": done})
    whole = folder / "whole.txt"
    whole.write_text("".join((folder / f"{n}.txt").read_text() for n in range(1, UNITS + 1)))
    stored = store_file(
        actor=actor,
        subject_id=job.subject_id,
        kind=KIND,
        name="whole.txt",
        source=whole,
        expires_at=timezone.now() + timedelta(days=7),
    )
    return Progress(done, UNITS, {"done": done}, result=stored, finished=True)
