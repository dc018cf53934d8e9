"""A phpBB 3 forum from the dump of its MySQL database: boards, topics, posts, who wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .bbcode import markdown_of_post, title_of
from .phpbb_faces import COLUMNS as OF_FACES
from .phpbb_faces import Faces, is_salt, salt_of
from .phpbb_files import COLUMNS, Attachments
from .shape import (
    OldAuthor,
    OldBoard,
    OldFace,
    OldFile,
    OldPost,
    OldTopic,
    Report,
    Unreadable,
    clean,
    moment,
    one_line,
    web_address,
)
from .sql_dump import Row, rows_of, tables_in

NEEDED = ("forums", "topics", "posts")
RIGHTS = ("groups", "acl_groups", "acl_roles", "acl_options")
SMALL = (*NEEDED[:2], "users", *RIGHTS, "attachments", "config")
MOVED, LOCKED, POST_BOARD, APPROVED, ANONYMOUS = "2", "1", "1", "1", "1"
OPEN_GROUPS = {"GUESTS", "REGISTERED"}


class PhpbbForum:
    """Reads the small tables at once, and the posts when they are asked for."""

    def __init__(self, path: Path, folder: Path | None = None, site: str = "") -> None:
        self.path, self.site = path, site
        self.prefix = _prefix(tables_in(path))
        self.tables: dict[str, list[Row]] = {name: [] for name in SMALL}
        names = {self.prefix + name: name for name in SMALL}
        self.notes: list[str] = []
        for table, row in rows_of(path, names):
            if names[table] == "config" and not is_salt(row):
                continue  # passwords of mail servers stand among them
            if len(self.tables[names[table]]) < 2_000_000:
                self.tables[names[table]].append(_small(names[table], row))
        self.users = {_key(row, "user_id"): row for row in self.tables.pop("users")}
        self.attached = Attachments(self.tables.pop("attachments"), folder)
        self.pictures = Faces(self.users, salt_of(self.tables.pop("config")), folder)
        self.boards = {board.key: board for board in self._boards()}
        self.topics = {topic.key: topic for topic in self._topics()}
        self.hidden = {
            f"t{_key(row, 'topic_id')}"
            for row in self.tables.pop("topics")
            if not _is_shown(row, "topic") or _key(row, "topic_status") == MOVED
        }

    def posts(self, report: Report) -> Iterator[OldPost]:
        """In the order of the file, which is the order they were written."""
        for words in self.notes:
            report.note(words)
        for _table, row in rows_of(self.path, {f"{self.prefix}posts"}):
            post = self._post(row, report)
            if post is not None:
                yield post

    def attachments(self, report: Report) -> Iterator[OldFile]:
        """Those of the folder a host downloads beside the dump."""
        return self.attached.files(report)

    def faces(self, report: Report) -> Iterator[OldFace]:
        """Those whose files lie there too."""
        return self.pictures.files(report)

    def _post(self, row: Row, report: Report) -> OldPost | None:
        topic, at = f"t{_key(row, 'topic_id')}", moment(row.get("post_time"))
        if not _is_shown(row, "post") or topic in self.hidden:
            report.drop("posts that were deleted or never approved")
        elif topic not in self.topics:
            report.drop("posts whose topic is not in the file")
        elif at is None:
            report.drop("posts without a time")
        else:
            number = _key(row, "post_id")
            markdown = markdown_of_post(
                row.get("post_text") or "",
                row.get("bbcode_uid") or "",
                partial(self.attached.place, number),
            )
            return OldPost(f"p{number}", topic, at, clean(markdown), self._author(row))
        return None

    def _author(self, row: Row) -> OldAuthor | None:
        user_id = _key(row, "poster_id")
        user = self.users.get(user_id)
        if user is None or user_id == ANONYMOUS:
            return None  # a guest, or somebody whose account was deleted there
        address = (user.get("user_email") or "").strip().lower()
        name = one_line(title_of(user.get("username") or ""), 80)
        page = f"{self.site}/memberlist.php?mode=viewprofile&u={user_id}" if self.site else ""
        return OldAuthor(f"u{user_id}", name, address, web_address(page))

    def _topics(self) -> Iterator[OldTopic]:
        for row in self.tables["topics"]:
            yield OldTopic(
                key=f"t{_key(row, 'topic_id')}",
                title=one_line(title_of(row.get("topic_title") or ""), 120),
                board=f"f{_key(row, 'forum_id')}",
                locked=_key(row, "topic_status") == LOCKED,
                pinned=_key(row, "topic_type") in ("1", "2", "3"),
            )

    def _boards(self) -> Iterator[OldBoard]:
        readable = self._readable()
        if not self.tables["acl_groups"]:
            self.notes.append(
                "The file does not say who could read which board. Dump all tables, those of rights"
                " (…acl_groups) too, or name a board for each."
            )
        for row in self.tables["forums"]:
            number = _key(row, "forum_id")
            if _key(row, "forum_type") not in ("", POST_BOARD):
                continue  # a heading, or a link to somewhere else
            yield OldBoard(
                key=f"f{number}",
                title=one_line(title_of(row.get("forum_name") or ""), 80),
                text=clean(markdown_of_post(row.get("forum_desc") or ""))[:500],
                closed=_key(row, "forum_status") == LOCKED,
                private=bool(row.get("forum_password")) or number not in readable,
                unsaid=not self.tables["acl_groups"] and not row.get("forum_password"),
            )

    def _readable(self) -> set[str]:
        """Boards that guests or everybody with an account could read."""
        groups = {
            _key(row, "group_id")
            for row in self.tables["groups"]
            if row.get("group_name") in OPEN_GROUPS
        }
        refusing = {
            _key(row, "role_id")
            for row in self.tables["acl_roles"]
            if "NOACCESS" in (row.get("role_name") or "")
        }
        reading = {
            _key(row, "auth_option_id")
            for row in self.tables["acl_options"]
            if row.get("auth_option") == "f_read"
        }
        found = set()
        for row in self.tables["acl_groups"]:
            role = _key(row, "auth_role_id")
            by_role = role not in ("", "0") and role not in refusing
            by_option = _key(row, "auth_option_id") in reading and _key(row, "auth_setting") == "1"
            if _key(row, "group_id") in groups and (by_role or by_option):
                found.add(_key(row, "forum_id"))
        return found


def _prefix(names: set[str]) -> str:
    """The prefix of the forum's tables; the shortest one that has all we need."""
    found = [
        name[: -len("posts")]
        for name in names
        if name.endswith("posts") and all(name[: -len("posts")] + one in names for one in NEEDED)
    ]
    if not found:
        raise Unreadable("The file has no tables of a phpBB forum (…_forums, …_topics, …_posts).")
    return min(found, key=len)


_COLUMNS = {
    "attachments": COLUMNS,
    "users": {"user_id", "username", "user_email", *OF_FACES},
    "topics": {
        "topic_id", "forum_id", "topic_title", "topic_status", "topic_type", "topic_visibility",
        "topic_approved",
    },
}  # fmt: skip


def _small(table: str, row: Row) -> Row:
    """Of large tables only what is used; no password leaves the reader."""
    wanted = _COLUMNS.get(table)
    return row if wanted is None else {name: row[name] for name in wanted if name in row}


def _key(row: Row, name: str) -> str:
    return (row.get(name) or "").strip()


def _is_shown(row: Row, what: str) -> bool:
    """By the column of 3.1 and newer, else by that of 3.0."""
    state = row.get(f"{what}_visibility", row.get(f"{what}_approved"))
    return state is None or state.strip() == APPROVED
