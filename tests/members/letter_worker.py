"""A worker to be killed: `python -m tests.members.letter_worker JOB_ID`, stops in the second batch."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import Any

import django


def main() -> None:
    """Prints two letters a batch; says "here" when the second batch is on paper and not kept yet."""
    django.setup()
    from files.actions.running import run_job
    from notifications import kinds
    from tests.members.letter_steps import LETTER

    kinds.register(LETTER)
    letters: Any = import_module("members.actions.letters")
    letters.MOST = 2
    typeset, made = letters.typeset, list[bytes]()

    def slowly(*args: Any, **kwargs: Any) -> bytes:
        made.append(typeset(*args, **kwargs))
        if len(made) == 2:
            print("here", flush=True)
            time.sleep(600)
        return made[-1]

    letters.typeset = slowly
    run_job(int(sys.argv[1]))


if __name__ == "__main__":
    main()
