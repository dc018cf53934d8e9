"""Log lines that carry ids and no content: no names, no addresses, no query strings."""

from __future__ import annotations

import logging
import re

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_QUERY = re.compile(r"\?\S+")


class Line(logging.Formatter):
    """One line a record; addresses and query strings are blanked, wherever they come from."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return _QUERY.sub("?…", _ADDRESS.sub("<address>", super().format(record)))
