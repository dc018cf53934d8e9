"""Starts Postgres and the key-value server once for the whole run, before settings are read.

Their data are gone afterwards; in a folder named by PO_TEST_VAR they stay, for --reuse-db.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

_open = ExitStack()


def _start() -> None:
    from po_platform.embedded import servers

    kept = os.environ.get("PO_TEST_VAR", "")
    var = Path(kept or tempfile.mkdtemp(prefix="po-test-"))
    if not kept:
        _open.callback(shutil.rmtree, var, ignore_errors=True)
    running = _open.enter_context(servers.running(var, durable=False))
    os.environ.update(running.environ())
    atexit.register(_open.close)


# Workers of a parallel run inherit the controller's environment.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _start()
# Test databases are created and migrated by the owner; then the same alias becomes po_app.
os.environ["PO_DB_ROLE"] = "owner"
