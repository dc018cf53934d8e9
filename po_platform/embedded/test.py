"""`./po test`: every test, in a real browser where one is needed; the options are pytest's."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from . import ROOT, browser
from .manage import say


def main(arguments: Sequence[str] | None = None) -> int:
    """Become pytest, two processes wide; only returns (1) when CI has no browser."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    environ = dict(os.environ)
    chromium = browser.find_or_install(say)
    if chromium:
        environ["PO_CHROMIUM"] = chromium
    elif environ.get("CI", "").lower() in {"true", "1"}:
        say("Without a browser this run proves too little: it counts as failed.")
        return 1
    else:
        say("The browser tests are skipped.")
    wide = [] if any(word.startswith(("-n", "-p")) for word in given) else ["-n", "2"]
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *wide, *given], environ)


if __name__ == "__main__":
    sys.exit(main())
