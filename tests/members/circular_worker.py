"""A sender to be killed: `python -m tests.members.circular_worker`, stops in the second page."""

from __future__ import annotations

import time
from importlib import import_module
from typing import Any

import django


def main() -> None:
    """Two people a page; says "here" when the second page is queued and not kept yet."""
    django.setup()
    sending: Any = import_module("members.actions.circular_sending")
    sending.PAGE = 2
    queue_all, queued = sending.queue_all, list[None]()

    def slowly(notes: Any) -> None:
        queued.append(queue_all(notes))
        if len(queued) == 2:
            print("here", flush=True)
            time.sleep(600)

    sending.queue_all = slowly
    sending.send_circulars()


if __name__ == "__main__":
    main()
