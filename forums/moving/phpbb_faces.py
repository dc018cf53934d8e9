"""Pictures people of a phpBB 3 forum chose for themselves: those whose files lie in its folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from .shape import OldFace, Report
from .sql_dump import Row
from .uploads_folder import UploadsFolder

COLUMNS = {"user_avatar", "user_avatar_type"}
FOLDER = "images/avatars/upload"
UPLOADED = {"1", "avatar.driver.upload"}  # by 3.0, and by what came after it
SALT = "avatar_salt"


class Faces:
    """`salt`: what the names of all these files begin with there; '' where the dump does not say."""

    def __init__(self, users: Mapping[str, Row], salt: str, folder: Path | None) -> None:
        self.users, self.salt = users, salt
        self.folder = UploadsFolder(folder, FOLDER) if folder else None

    def files(self, report: Report) -> Iterator[OldFace]:
        """Addresses elsewhere and pictures of a gallery or a group are nobody's file, and only counted.
        One's own is named "50_….jpg" there by user 50, one of a group "g5_….jpg".
        """
        for number, user in self.users.items():
            named = (user.get("user_avatar") or "").strip()
            if not named:
                continue
            uploaded = (user.get("user_avatar_type") or "").strip() in UPLOADED
            if not uploaded or not named.startswith(f"{number}_"):
                report.drop("pictures of people from elsewhere, a gallery or a group")
            elif self.folder is None:
                report.drop("pictures of people: no folder with them was named (--files)")
            else:
                file = f"{self.salt}_{number}.{named.rpartition('.')[2].lower()}"
                if self.salt and self.folder.has(file):
                    yield OldFace(f"u{number}", partial(self.folder.read, file))
                else:
                    report.drop("pictures of people that are not in the folder")


def salt_of(rows: Iterable[Row]) -> str:
    """Of the table of settings, of which nothing else is kept."""
    return next((row.get("config_value") or "" for row in rows), "")


def is_salt(row: Row) -> bool:
    """Whether this setting is the one."""
    return row.get("config_name") == SALT
