"""HTML of a document becomes blocks in the few signs an editor types: headings, lists, tables, links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

HEADINGS = {f"h{level}": level for level in range(1, 7)}
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
SILENT = {"script", "style", "title", "head"}
NOTE = re.compile(r"^#(?:[\w-]*-)?(?:footnote|endnote)-(ref-)?")
RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_SPECIAL = re.compile(r"([\\`*\[\]<|])|(?<!\w)(_)|(_)(?!\w)|(&)(?=#?\w+;)")
_LINE_START = re.compile(r"^([-+](?=\s)|>|={3,}$|-{3,}$)", re.MULTILINE)
_NUMBER = re.compile(r"^(\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE)


@dataclass
class Block:
    """One block. `kind`: heading, text, list, table, note or picture."""

    kind: str
    text: str = ""  # as an editor types it; of a picture the words for it
    level: int = 0  # of a heading; 0 what is called the title
    items: list[str] = field(default_factory=list)  # of a flat numbered list
    picture: str = ""


def typed(text: str) -> str:
    """Words with a sign before whatever would mean something here."""
    return _SPECIAL.sub(lambda one: "\\" + one[0], text)


def plain_line(text: str) -> str:
    """Without those signs and marks, for headings."""
    text = re.sub(r"\\([\\`*\[\]<|_&+>#=-])", r"\1", re.sub(r"(?<!\\)\*+", "", text))
    return " ".join(text.split())


def blocks_of(html: str) -> tuple[list[Block], set[str]]:
    """(blocks in their order, what was left out: "links", "tables")."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.blocks, reader.left_out


@dataclass
class _List:
    ordered: bool
    count: int = 0


class _Reader(HTMLParser):
    """Hears tags one after the other; holds one open block, one table, one stack of lists."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.left_out: set[str] = set()
        self.words: list[list[str]] = [[]]  # the innermost mark's words last
        self.links: list[str] = []
        self.heading = 0
        self.is_title = False
        self.quoted = 0
        self.silent = 0
        self.lists: list[_List] = []
        self.lines: list[str] = []  # of the outermost list
        self.nested = False
        self.items: list[str] = []
        self.is_notes = False
        self.rows: list[list[str]] = []
        self.tables = 0
        self.has_head = False
        self.shift: dict[int, int] | None = None

    # ---- what is heard ----

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self.silent += 1
        elif tag in HEADINGS and not self.tables:
            self.end_block()
            self.heading = HEADINGS[tag]
            self.is_title = given.get("class") == "title"
        elif tag in ("p", "div"):
            self._new_paragraph()
        elif tag == "br":
            self.words[-1].append("\n")
        elif tag in MARKS:
            self.words.append([])
        elif tag == "a":
            self.words.append([])
            self.links.append(given.get("href", ""))
        elif tag in ("sup", "sub"):
            self.shift = RAISED if tag == "sup" else LOWERED
        elif tag in ("ul", "ol"):
            self._begin_list(tag == "ol")
        elif tag == "li":
            self._begin_item(given)
        elif tag == "blockquote":
            self.end_block()
            self.quoted += 1
        elif tag == "table":
            self._begin_table()
        elif tag == "tr" and self.tables == 1:
            self.rows.append([])
        elif tag in ("td", "th") and self.tables == 1 and self.rows:
            self.words = [[]]
            self.has_head = self.has_head or (tag == "th" and len(self.rows) == 1)
        elif tag == "img":
            self._picture(given)
        elif tag == "input":
            self.words[-1].append("☑ " if "checked" in given else "☐ ")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in HEADINGS or (tag == "p" and not self.lists):
            self.end_block()
        elif tag in MARKS:
            self._end_mark(MARKS[tag])
        elif tag == "a":
            self._end_link()
        elif tag in ("sup", "sub"):
            self.shift = None
        elif tag == "li":
            self._end_item()
        elif tag in ("ul", "ol"):
            self._end_list()
        elif tag == "blockquote":
            self.end_block()
            self.quoted = max(0, self.quoted - 1)
        elif tag in ("td", "th") and self.tables == 1 and self.rows:
            self.rows[-1].append(self._said().replace("\n", " "))
        elif tag == "table":
            self._end_table()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        text = re.sub(r"[\s\u00a0]+", " ", data.replace("\u00ad", ""))
        if self.shift is not None and re.fullmatch(r"[\d+-]+", text.strip()):
            text = text.translate(self.shift)
        self.words[-1].append(typed(text))

    # ---- words, marks, links ----

    def _said(self) -> str:
        """The words held so far, without spaces at line ends; nothing is held afterwards."""
        while len(self.words) > 1:
            inner = self.words.pop()
            self.words[-1] += inner
        text = "".join(self.words[0])
        self.words, self.links = [[]], []
        return "\n".join(" ".join(line.split()) for line in text.strip().split("\n")).strip()

    def _end_mark(self, mark: str) -> None:
        if len(self.words) < 2:
            return
        inner = "".join(self.words.pop())
        bare = inner.strip()
        if bare and not self.heading and "\n" not in bare:
            lead, trail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
            inner = f"{lead}{mark}{bare}{mark}{trail}"
        self.words[-1].append(inner)

    def _end_link(self) -> None:
        if len(self.words) < 2 or not self.links:
            return
        inner, href = "".join(self.words.pop()), self.links.pop().strip()
        note = NOTE.match(href)
        if note and note[1]:
            return  # the arrow back from a note
        leads = address(href)
        if leads and inner.strip() and not self.heading:
            inner = f"[{inner.strip()}]({leads})"
        elif href and not href.startswith("#") and not leads:
            self.left_out.add("links")
        self.words[-1].append(inner)

    # ---- blocks ----

    def _new_paragraph(self) -> None:
        if self.lists:
            self._item_so_far()
        elif self.tables:
            if "".join(self.words[0]).strip():
                self.words[0].append("; ")
        else:
            self.end_block()

    def end_block(self) -> None:
        """The paragraph or heading that is open ends here."""
        if self.tables or self.lists:
            return
        text, level = self._said(), self.heading
        self.heading = 0
        if not text:
            return
        if level:
            self.blocks.append(
                Block("heading", plain_line(text), level=0 if self.is_title else level)
            )
            return
        text = _NUMBER.sub(r"\1\\", _LINE_START.sub(r"\\\1", text))
        if self.quoted:
            text = "\n".join(f"> {line}" for line in text.split("\n"))
        self.blocks.append(Block("text", text))

    def _picture(self, given: dict[str, str]) -> None:
        key = given.get("src", "").removeprefix("picture:")
        if not given.get("src", "").startswith("picture:"):
            return
        if self.tables or self.lists:
            self.left_out.add("pictures inside")
            return
        held = self.words, self.links, self.heading
        self.words, self.links = [[]], []
        self.blocks.append(Block("picture", given.get("alt", ""), picture=key))
        self.words, self.links, self.heading = held

    # ---- lists ----

    def _begin_list(self, ordered: bool) -> None:
        if self.tables:
            return
        if self.lists:
            self._item_so_far()
            self.nested = True
        else:
            self.end_block()
            self.lines, self.items, self.nested, self.is_notes = [], [], False, False
        self.lists.append(_List(ordered))

    def _begin_item(self, given: dict[str, str]) -> None:
        if not self.lists or self.tables:
            if self.tables:
                self._new_paragraph()
            return
        here = self.lists[-1]
        here.count += 1
        self.is_notes = self.is_notes or bool(NOTE.match(f"#{given.get('id', '')}"))
        mark = f"{here.count}. " if here.ordered else "- "
        self.lines.append(self._indent(len(self.lists) - 1) + mark)
        if len(self.lists) == 1:
            self.items.append("")

    def _indent(self, depth: int) -> str:
        return "".join("   " if one.ordered else "  " for one in self.lists[:depth])

    def _item_so_far(self) -> None:
        """The words of an item before its next paragraph or the list inside it."""
        text = self._said()
        if not text or not self.lines:
            return
        if self.lines[-1].endswith((". ", "- ")):
            self.lines[-1] += text.replace("\n", " ")
        else:
            self.lines.append(self._indent(len(self.lists)) + text.replace("\n", " "))
        if self.items and len(self.lists) == 1:
            self.items[-1] = f"{self.items[-1]} {text}".strip()

    def _end_item(self) -> None:
        if self.lists and not self.tables:
            self._item_so_far()

    def _end_list(self) -> None:
        if not self.lists or self.tables:
            return
        self._item_so_far()
        ended = self.lists.pop()
        if self.lists:
            return
        lines = [line for line in self.lines if line.strip() and not line.endswith((". ", "- "))]
        if lines:
            flat = self.items if ended.ordered and not self.nested else []
            kind = "note" if self.is_notes else "list"
            self.blocks.append(Block(kind, "\n".join(lines), items=[one for one in flat if one]))
        self.lines, self.items = [], []

    # ---- tables ----

    def _begin_table(self) -> None:
        if self.lists:
            self.left_out.add("tables")
        if not self.tables:
            self.end_block()
            self.rows, self.has_head = [], False
        else:
            self.left_out.add("tables")
        self.tables += 1

    def _end_table(self) -> None:
        self.tables = max(0, self.tables - 1)
        if self.tables:
            return
        rows = [row for row in self.rows if any(row)]
        self.rows, self.words = [], [[]]
        if not rows:
            return
        width = max(len(row) for row in rows)
        if len(rows) == 1 and width == 1:  # a box drawn as a table
            self.blocks.append(Block("text", f"> {rows[0][0]}"))
            return
        filled = [[*row, *[""] * (width - len(row))] for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in filled]
        lines.insert(1, "|" + " --- |" * width)
        if not self.has_head:
            self.left_out.add("table headings")
        self.blocks.append(Block("table", "\n".join(lines)))


def address(href: str) -> str:
    """Where a link may lead, with nothing in it that would end it early; '' for nowhere."""
    try:
        scheme = urlsplit(href).scheme.lower()
    except ValueError:
        return ""
    if scheme not in ("http", "https", "mailto", "tel") or len(href) > 1000:
        return ""
    return quote(href, safe="%:/?#@!$&'*+,;=~[]-._").replace("[", "%5B").replace("]", "%5D")
