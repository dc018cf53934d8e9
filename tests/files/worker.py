"""A worker to be killed: `python -m tests.files.worker JOB_ID`, stops inside unit PO_STOP_AT."""

from __future__ import annotations

import sys

import django


def main() -> None:
    """Runs one job; says "here" where it stops."""
    django.setup()
    from files.actions.running import run_job
    from files.work import register_job
    from tests.files.counting import KIND, count_to_three

    register_job(KIND, count_to_three)
    run_job(int(sys.argv[1]))


if __name__ == "__main__":
    main()
