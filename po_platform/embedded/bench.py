"""`./po bench`: the load measurements, on servers and a volume of their own."""

from __future__ import annotations

import sys

from . import servers, tables
from .manage import environment, say, var
from .processes import run_in_front


def main() -> int:
    """Run tests.load.bench in front; its exit code is ours."""
    try:
        # Beside the demo's data, not in it: the volume is kept for the next run.
        with servers.running(var() / "bench") as running:
            environ = environment(running)
            tables.bring_up_to_date(environ, say)
            return run_in_front([sys.executable, "-m", "tests.load.bench", *sys.argv[1:]], environ)
    except (servers.NotStarted, tables.NotMigrated) as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
