"""What somebody uploads is shown to a program of the host, such as a virus scanner, before it is kept."""

from __future__ import annotations

import logging
import shlex
import subprocess

from django.conf import settings

LONGEST = 60  # seconds a program may take
log = logging.getLogger(__name__)


def passes_check(content: bytes) -> bool:
    """Whether the program of PO_FILE_CHECK takes it: it reads the file from standard input and ends
    with 0. True without one. One that cannot be started or takes too long has not said yes.
    """
    command = shlex.split(settings.FILE_CHECK)
    if not command:
        return True
    try:
        done = subprocess.run(  # the host's own command, no shell, nothing of the upload in it
            command,
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        log.exception("The program that checks uploads did not answer.")
        return False
    return done.returncode == 0
