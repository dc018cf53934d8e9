"""The organisation's own files and jobs: under an id that is no person's."""

from __future__ import annotations

from uuid import UUID

# The same in files/migrations: the vault opens rows with it to the office.
HOUSE = UUID("00000000-0000-4000-8000-000000000001")
