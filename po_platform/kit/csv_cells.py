"""Cells of tables other programs open: as it was said, and never a formula."""

from __future__ import annotations

from typing import Any

# Also the wide signs some table programs read the same way.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: Any) -> Any:
    """Text that a table program would take for a formula gets an apostrophe; numbers stay."""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
