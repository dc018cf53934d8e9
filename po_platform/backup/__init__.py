"""Copies of everything, proved by counting rows; the keys of people lie apart and live shorter.

A backup is a folder named by its moment (20260101T030000Z):

    main.dump        the database, without the rows of KEYS and of what nobody would miss
    keys.copy        the wrapped data keys of people: without them names and addresses stay sealed
    files.tar        stored files that are kept for good
    erasures.jsonl   who was erased until then, as marks
    manifest.json    rows per table, and the size and SHA-256 of each file
"""

KEYS = "members_personkey"
# Signing in again is easy, and a stolen copy opens no session; limits count anew.
WITHOUT_ROWS = ("django_session", "po_cache", KEYS)
MAIN, KEYS_FILE, FILES, ERASURES, MANIFEST = (
    "main.dump",
    "keys.copy",
    "files.tar",
    "erasures.jsonl",
    "manifest.json",
)


class BackupFailed(Exception):
    """What went wrong and what to do, in a sentence."""
