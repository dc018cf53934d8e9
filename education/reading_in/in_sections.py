"""Blocks of a document become the sections of a page: headings part it, pictures stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from education.sections import IMAGE, MOST_SECTIONS, MOST_SIGNS, STEPS, TEXT, Section, section

from .incoming import Found, tidy
from .marked_words import Block, plain_line

_BOLD_LINE = re.compile(r"\*\*((?:[^*\\]|\\.){1,90})\*\*")


def in_sections(blocks: Sequence[Block], place: str, found: Found) -> list[Section]:
    """Headings of the highest level that occurs part the sections, deeper ones become bold lines."""
    levels = {block.level for block in blocks if block.kind == "heading"}
    if not levels:
        blocks = _bold_lines_as_headings(blocks, place, found)
        levels = {block.level for block in blocks if block.kind == "heading"}
    highest = min(levels, default=1)
    made: list[Section] = []
    heading, held = "", list[Block]()
    for block in blocks:
        if block.kind == "heading" and block.level == highest:
            made += _parts(heading, held, place, found)
            heading, held = block.text, []
        else:
            held.append(block)
    made += _parts(heading, held, place, found)
    if len(made) > MOST_SECTIONS:
        words = _("Only the first %(n)s sections were taken.")
        found.note(place, words % {"n": MOST_SECTIONS}, "dropped")
    return made[:MOST_SECTIONS]


def _bold_lines_as_headings(blocks: Sequence[Block], place: str, found: Found) -> list[Block]:
    """Many people make a heading by making a short line bold."""
    changed = []
    for block in blocks:
        bold = _BOLD_LINE.fullmatch(block.text) if block.kind == "text" else None
        is_heading = bold is not None and not bold[1].rstrip().endswith((".", "!", ";", ","))
        changed.append(
            Block("heading", plain_line(bold[1]), level=2) if bold and is_heading else block
        )
    if any(block.kind == "heading" for block in changed):
        found.note(place, _("There was no heading. Short bold lines were taken as headings."))
    return changed


def _parts(heading: str, blocks: Sequence[Block], place: str, found: Found) -> Iterator[Section]:
    """The sections under one heading: pictures part the text, and so does what is too long."""
    heading = tidy(heading, 160)
    if len(blocks) == 1 and blocks[0].items:
        yield section(STEPS, heading=heading, items=[tidy(one, 1000) for one in blocks[0].items])
        return
    texts: list[str] = []
    for block in blocks:
        if block.kind == "picture":
            yield from _text(heading, texts)
            yield section(IMAGE, picture=block.picture, alt=tidy(block.text, 300))
            heading, texts = "", []
            continue
        text = f"**{block.text}**" if block.kind == "heading" else block.text
        if len(text) > MOST_SIGNS:
            words = _("A section was longer than %(n)s signs and was cut.")
            found.note(heading or place, words % {"n": MOST_SIGNS}, "dropped")
            text = text[:MOST_SIGNS]
        if sum(len(one) + 2 for one in texts) + len(text) > MOST_SIGNS:
            yield from _text(heading, texts)
            heading, texts = "", []
        texts.append(text)
    yield from _text(heading, texts)


def _text(heading: str, texts: Sequence[str]) -> Iterator[Section]:
    if heading or texts:
        yield section(TEXT, heading=heading, text="\n\n".join(texts))
