"""The whole forum as pages in a folder: read in any browser without a server, and without a script."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from audit.actions import record
from files.places import path_of
from forums.models import PostFile, Topic
from forums.queries.still import TOPICS_A_PAGE, StillBoard, StillPage, still_boards, still_pages
from forums.rules import may_bring_in
from members.queries.organisation import current_organisation
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

# What a file is called by its content; others get no ending, so that no program opens them.
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
STYLE = Path(settings.BASE_DIR) / "static" / "forums" / "still.css"


def write_pages(*, actor: Actor, folder: Path, archive: bool = False) -> dict[str, int]:
    """Writes index.html, boards/, topics/ and files/ into an empty folder; how many of each.

    Nothing of one group's, and nothing that waits, was taken back or taken off: with `archive`, for
    the organisation's own shelf, what is a group's and what waits is in it too. Names as others see
    them. Readable by its owner only. Raises PermissionDenied, OSError.
    """
    demand(may_bring_in(actor))
    language = settings.LANGUAGE_CODE
    with override(language):
        counts = _Pages(folder, language, archive).write()
    record(actor=actor, verb="forums.pages_written", posts=counts["posts"], archive=archive)
    return counts


class _Pages:
    """One run: where to, and what was written so far."""

    def __init__(self, folder: Path, language: str, archive: bool) -> None:
        self.folder, self.archive = folder, archive
        self.frame: dict[str, Any] = {
            "organisation": current_organisation(language),
            "language": language,
            "archive": archive,
            "written_at": timezone.now(),
        }
        self.counts = {"boards": 0, "topics": 0, "posts": 0, "files": 0}

    def write(self) -> dict[str, int]:
        for name in ("boards", "topics", "files"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._put("style.css", STYLE.read_text("utf-8"))
        boards = []
        for board in still_boards(archive=self.archive):
            boards.append((board.row, len(board.topics)))
            self.counts["boards"] += 1
            self._board(board)
            for topic in board.topics:
                self.counts["topics"] += 1
                for page in still_pages(topic, archive=self.archive):
                    self._topic(topic, page)
        self._page("index.html", "index", {"boards": boards, "root": ""})
        return self.counts

    def _board(self, board: StillBoard) -> None:
        pages = max(1, -(-len(board.topics) // TOPICS_A_PAGE))
        for number in range(1, pages + 1):
            some = board.topics[(number - 1) * TOPICS_A_PAGE : number * TOPICS_A_PAGE]
            told = {"board": board.row, "topics": some, **_around(board.row.ref, number, pages)}
            self._page(f"boards/{_name(board.row.ref, number)}", "board", told)

    def _topic(self, topic: Topic, page: StillPage) -> None:
        shown = [post.row for post in page.posts if post.row and not post.gone]
        for row in (*shown, *page.waiting):
            self.counts["posts"] += 1
            for file in row.files.all():
                self._copy(file)
        told = {"topic": topic, "page": page, **_around(topic.ref, page.number, page.pages)}
        self._page(f"topics/{_name(topic.ref, page.number)}", "topic", told)

    def _copy(self, file: PostFile) -> None:
        """Under a name of ours: what its author called it stands beside it."""
        file.still = f"{file.ref}{ENDINGS.get(file.content_type, '')}"  # type: ignore[attr-defined]  # for the page
        try:
            with (
                path_of(file.place).open("rb") as source,
                open(self.folder / "files" / file.still, "wb", opener=_for_owner) as target,  # type: ignore[attr-defined]
            ):
                shutil.copyfileobj(source, target)
        except FileNotFoundError:
            file.still = ""  # type: ignore[attr-defined]  # the page says that it is gone
            return
        self.counts["files"] += 1

    def _page(self, place: str, template: str, told: Mapping[str, Any]) -> None:
        context = {"root": "../", **self.frame, **told}
        self._put(place, render_to_string(f"forums/still/{template}.html", context))

    def _put(self, place: str, text: str) -> None:
        with open(self.folder / place, "w", encoding="utf-8", opener=_for_owner) as out:
            out.write(text)


def _name(ref: object, number: int) -> str:
    return f"{ref}.html" if number == 1 else f"{ref}-{number}.html"


def _around(ref: object, number: int, pages: int) -> dict[str, str]:
    return {
        "earlier": _name(ref, number - 1) if number > 1 else "",
        "later": _name(ref, number + 1) if number < pages else "",
    }


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
