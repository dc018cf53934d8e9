"""A Word document becomes an article: headings, lists, tables, links, notes and pictures; the rest is named.

Nothing in it is run and nothing is fetched. Its parts are unpacked and counted before anybody reads
them, so a small file that holds a million things is refused while it is still small.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from .in_sections import in_sections
from .incoming import Found, IncomingArticle, Unreadable, tidy
from .marked_words import Block, blocks_of
from .unpacking import unpacked
from .word_parts import (
    MAIN,
    MOST_OF_ALL_PICTURES,
    MOST_PICTURE_BYTES,
    Part,
    Pictures,
    counted_parts,
    damaged,
    refuse_programs,
    too_much,
)

STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name^='toc '] => !
p[style-name^='TOC '] => !
p[style-name^='Contents '] => !
"""


def is_word(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is a Word document, of whatever kind."""
    return any(name.startswith("word/") for name in archive.namelist())


def read_word(archive: zipfile.ZipFile, name: str) -> Found:
    """One article; `name`: the file's, which names it together with its day. Raises Unreadable."""
    refuse_programs(archive)
    parts, told = counted_parts(archive)
    document = next((told[one] for one in told if one.startswith("word/document")), None)
    if document is None:
        raise damaged()
    found, pictures = Found(), Pictures(archive)
    html, strange = _html(parts, pictures)
    core = told.get("docProps/core.xml", Part()).texts
    blocks, left_out = blocks_of(html)
    stem = PurePosixPath(name).with_suffix("").as_posix()
    title, blocks = _title(blocks, core, PurePosixPath(name).stem)
    article = IncomingArticle(
        origin=tidy(f"word:{stem}:{core.get('created', '')}", 200), title=title
    )
    article.language = _language(told, found, title)
    article.body = in_sections(_with_notes(blocks, article.language), title, found)
    article.pictures = pictures.taken
    article.body = [one for one in article.body if _is_there(one, article)]
    _tell(found, title, document, strange, left_out, pictures)
    found.articles.append(article)
    return found


def _html(parts: dict[str, bytes], pictures: Pictures) -> tuple[str, set[str]]:
    """(HTML, names of elements nobody knows). Reads only what was counted before."""
    import mammoth  # slow to load; only where a document is read

    safe = io.BytesIO()
    with zipfile.ZipFile(safe, "w") as copy:
        for name, raw in parts.items():
            copy.writestr(name, raw)
        left = MOST_OF_ALL_PICTURES
        for name in dict.fromkeys(pictures.names()):
            try:
                raw = unpacked(pictures.archive, name, min(left, MOST_PICTURE_BYTES))
            except Unreadable:
                continue  # counted as left out where it stands in the text
            left -= len(raw)
            copy.writestr(name, raw)
    try:
        made = mammoth.convert_to_html(
            safe,
            style_map=STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(pictures.take),
        )
    except RecursionError as error:
        raise too_much() from error
    except Exception as error:  # whatever a foreign file makes of the reader is the file's fault
        raise damaged() from error
    ignored = (
        re.search(r"unrecognised element was ignored: (\S+)", m.message) for m in made.messages
    )
    return made.value, {one[1].rpartition(":")[2].rpartition("}")[2] for one in ignored if one}


def _title(blocks: list[Block], core: dict[str, str], stem: str) -> tuple[str, list[Block]]:
    """(title, the blocks without it): the one highest heading on top, else what the file says."""
    first = next((block for block in blocks if block.kind != "picture"), None)
    tops = [block for block in blocks if block.kind == "heading" and block.level <= 1]
    if first is not None and first in tops and (first.level == 0 or len(tops) == 1):
        return tidy(first.text, 160), [block for block in blocks if block is not first]
    return tidy(core.get("title") or stem.replace("_", " "), 160) or _("Without a title"), blocks


def _with_notes(blocks: list[Block], language: str) -> list[Block]:
    """Foot- and endnotes under a heading of their own, as numbered as they are in the text."""
    notes = [block for block in blocks if block.kind == "note"]
    if not notes:
        return blocks
    rest = [block for block in blocks if block.kind != "note"]
    levels = [block.level for block in rest if block.kind == "heading"]
    with override(language):
        heading = Block("heading", _("Footnotes"), level=min(levels, default=1))
    return [*rest, heading, *(Block("list", note.text) for note in notes)]


def _language(told: dict[str, Part], found: Found, title: str) -> str:
    """That of most of the document; the portal's first one when it is none of ours."""
    ours = dict(settings.LANGUAGES)
    for name in ("word/styles.xml", MAIN):
        language = told.get(name, Part()).language[:2].lower()
        if language in ours:
            return language
    first = settings.LANGUAGES[0][0]
    words = _("The document does not say its language. It became: %(language)s.")
    found.note(title, words % {"language": first})
    return first


def _is_there(one: dict[str, Any], article: IncomingArticle) -> bool:
    return one["kind"] != "image" or one.get("picture") in article.pictures


def _tell(
    found: Found, title: str, document: Part, strange: set[str], left_out: set[str],
    pictures: Pictures,
) -> None:  # fmt: skip
    """What fell away or was changed, each once."""
    names = document.names
    lost = [
        (
            pictures.left_out,
            _("Pictures left out, because nobody can read their kind or size: %(n)s."),
        ),
        (names["commentReference"], _("Comments left out: %(n)s.")),
        (names["del"], _("Passages marked as deleted were left out: %(n)s.")),
        (names["oMath"], _("Formulas left out: %(n)s. Write them as words or as a picture.")),
        (names["chart"], _("Charts left out: %(n)s. Put them in as pictures.")),
        (names["relIds"], _("Drawings left out: %(n)s. Put them in as pictures.")),
        (names["OLEObject"], _("Embedded files left out: %(n)s.")),
    ]
    for count, words in lost:
        if count:
            found.note(title, words % {"n": count}, "dropped")
    changed = [
        (names["ins"], _("Passages marked as new were taken: %(n)s.")),
        (
            pictures.by_itself,
            _("Descriptions a program had made of pictures were left out: %(n)s."),
        ),
        (
            names["headerReference"] + names["footerReference"],
            _("Page heads and feet were left out."),
        ),
    ]
    for count, words in changed:
        if count:
            found.note(title, words % {"n": count} if "%" in words else words)
    if "links" in left_out:
        found.note(title, _("Links that lead to no web page were taken as words only."), "dropped")
    if "tables" in left_out:
        found.note(title, _("A table inside a table or list was taken as words only."), "dropped")
    if "pictures inside" in left_out:
        found.note(title, _("Pictures inside tables and lists were left out."), "dropped")
    if "table headings" in left_out:
        found.note(title, _("A table had no heading. Its first line was taken as one."))
    if pictures.taken:
        words = ngettext(
            "%(n)s picture was taken.", "%(n)s pictures were taken.", len(pictures.taken)
        )
        found.note(title, words % {"n": len(pictures.taken)}, "kept")
    known = {"oMath", "oMathPara", "chart"}
    if others := sorted(strange - known):
        words = _("Parts of a kind we do not know were left out: %(names)s.")
        found.note(title, words % {"names": tidy(", ".join(others[:10]), 300)}, "dropped")
