"""What an Excel file holds is counted as it streams by, before any reader keeps a piece of it."""

from __future__ import annotations

import io
import zipfile
from typing import IO
from xml.parsers import expat

MOST_WEIGHT = 5_000_000  # about two million short cells in twenty thousand rows
ROW = 20  # so that a million short rows weigh too much, while empty ones Excel keeps do not
_AT_ONCE = 64 * 1024
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# A reader holds all of what is not a cell (styles, names, relations) at once, with much around it.
_OTHER = 25
_WEIGHTS = {f"{_SHEET}{name}": 1 for name in ("row", "c", "v", "f", "is", "t", "r")}
_WEIGHTS[f"{_SHEET}si"] = 5
_WEIGHTS[f"{_SHEET}sheet"] = 10_000


class TooLarge(ValueError):
    """More than is read at once."""


def weigh(raw: bytes, *, most: int = MOST_WEIGHT) -> None:
    """Walks through every part and keeps none. Raises TooLarge, and BadZipFile for no archive.

    The sum of the sizes is the caller's to look at; a part that is no XML ends where its XML ends.
    """
    scales = _Scales(most)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for member in archive.infolist():
            with archive.open(member) as part:
                scales.lay_on(part)


class _Scales:
    def __init__(self, most: int) -> None:
        self.left = self.most = most
        self.sheets = self.longest = 0

    def lay_on(self, part: IO[bytes]) -> None:
        one = _Part(self)
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = one.begins
        try:
            while piece := part.read(_AT_ONCE):
                parser.Parse(piece, False)
        except expat.ExpatError:
            pass  # an image, or broken: the reader stops here as well
        # Where a sheet does not say its size, the reader looks for it through the whole part,
        # once for each sheet that names the part.
        self.longest = max(self.longest, one.walked)
        if self.sheets * self.longest > self.most:
            raise TooLarge

    def take(self, weight: int) -> None:
        self.left -= weight
        if self.left < 0:
            raise TooLarge


class _Part:
    def __init__(self, scales: _Scales) -> None:
        self.scales = scales
        self.walked = 0
        self.sized = self.said = False

    def begins(self, name: str, _attributes: object) -> None:
        weight = _WEIGHTS.get(name, _OTHER)
        if not self.sized:
            self.walked += 1
        if weight == 1:
            weight = self._of_a_cell(name)
        elif name == f"{_SHEET}sheet":
            self.scales.sheets += 1
        elif name == f"{_SHEET}dimension":
            self.sized = True
        self.scales.take(weight)

    def _of_a_cell(self, name: str) -> int:
        """A row weighs with its first word, or at once where the reader has to look for the size."""
        if name == f"{_SHEET}row":
            self.said = not self.sized
            return 1 if self.sized else ROW
        if self.said or name not in (f"{_SHEET}v", f"{_SHEET}is"):
            return 1
        self.said = True
        return ROW
