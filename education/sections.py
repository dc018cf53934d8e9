"""What a page is made of: sections of seven kinds, each with its parts, never free HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Section = dict[str, Any]
Body = Sequence[Mapping[str, Any]]

TEXT, STEPS, CALLOUT, HELP = "text", "steps", "callout", "help"
IMAGE, VIDEO, DOWNLOAD = "image", "video", "download"
NOBODY, AGREED = "none", "agreed"  # people in a picture
# Of a file kept here, for DOWNLOAD and VIDEO: which KeptFile it is, and what readers are told of it.
KEPT_PARTS = ("kept", "kept_name", "kept_size")
MOST_SECTIONS = 60
MOST_SIGNS = 20_000  # in one part of a section
MOST_SENTENCES = 3  # "in short"


@dataclass(frozen=True, slots=True)
class SectionKind:
    """One kind: what it is called, its parts by name, and those that may not be empty."""

    name: str
    label: Words
    parts: tuple[str, ...]
    needs: tuple[str, ...]


KINDS: dict[str, SectionKind] = {
    kind.name: kind
    for kind in (
        SectionKind(TEXT, _("Text"), ("heading", "text"), ("text",)),
        SectionKind(STEPS, _("Steps, one after the other"), ("heading", "items"), ("items",)),
        SectionKind(CALLOUT, _("Something to remember"), ("heading", "text"), ("text",)),
        SectionKind(HELP, _("When to get help"), ("now", "soon", "later"), ()),
        SectionKind(
            IMAGE, _("A picture"), ("picture", "alt", "decorative", "caption", "credit", "people", "agreed"),
            ("picture",),
        ),
        SectionKind(
            VIDEO,
            _("A film"),
            ("heading", "url", "captions", "transcript", "checked_on", *KEPT_PARTS),
            ("heading", "url", "transcript"),
        ),
        SectionKind(
            DOWNLOAD, _("Something to fetch"), ("heading", "url", "size", "instead", *KEPT_PARTS),
            ("heading", "instead"),
        ),
    )
}  # fmt: skip


def new_id() -> str:
    """Names a section for as long as it lives: through moves and revisions."""
    return uuid4().hex[:8]


def section(kind: str, **parts: Any) -> Section:
    """A section with an id; only parts its kind has."""
    known = KINDS[kind].parts
    return {"id": new_id(), "kind": kind} | {k: v for k, v in parts.items() if k in known and v}


def heading_of(one: Mapping[str, Any]) -> Words:
    """What stands above a section; '' for none."""
    if one.get("kind") == HELP:
        return KINDS[HELP].label
    return str(one.get("heading") or "")


def name_of(one: Mapping[str, Any]) -> str:
    """How an editor finds it again: its heading, else its first words, else its kind."""
    own = str(heading_of(one)) or _first_words(one)
    return own or str(KINDS[str(one["kind"])].label)


def _first_words(one: Mapping[str, Any]) -> str:
    words = next((text for text in texts_of(one) if text.strip()), "")
    flat = " ".join(words.split())
    return flat if len(flat) <= 60 else f"{flat[:60].rsplit(' ', 1)[0]} …"


def texts_of(one: Mapping[str, Any]) -> Iterator[str]:
    """Everything a reader reads in a section, without its heading."""
    for name in ("text", "now", "soon", "later", "caption", "alt", "transcript", "instead"):
        if one.get(name):
            yield str(one[name])
    yield from (str(item) for item in one.get("items", ()))


def plain(text: str) -> str:
    """Without the signs for bold, links, tables and explanations."""
    text = re.sub(r"^\|[\s|:-]+\|$", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\)\|", " ", text)
    text = re.sub(r"\[\[([^\]]+)\]\]", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\([^)\s]*\)", r"\1", text)
    return re.sub(r"\\([^\w\s])|[*_`>#]+", r"\1", text)


def lines_of(title: str, in_short: Sequence[str], body: Body) -> list[str]:
    """A page as lines of plain words, for comparing, searching and hints."""
    found = [title, *in_short]
    for one in body:
        found.append(str(heading_of(one)))
        for text in texts_of(one):
            found += text.split("\n")
    return [line for line in (plain(one).strip() for one in found) if line]


def faults(body: Body, *, symptoms: bool) -> list[Words]:
    """What keeps a page from being published, in sentences. `symptoms`: it is about signs of illness."""
    found: list[Words] = []
    if not body:
        found.append(_("The page has no section yet."))
    for one in body:
        kind = KINDS[str(one["kind"])]
        nowhere = kind.name == DOWNLOAD and not (one.get("url") or one.get("kept"))
        if nowhere or any(not one.get(part) for part in kind.needs):
            found.append(_("A section is not finished: “%(name)s”.") % {"name": name_of(one)})
        if kind.name == IMAGE and not (one.get("alt") or one.get("decorative")):
            found.append(_("A picture needs words for whoever does not see it, or is decoration."))
        if kind.name == IMAGE and not one.get("credit"):
            found.append(_("Say of each picture who made it, and what you may do with it."))
        if kind.name == IMAGE and not is_agreed(one):
            found.append(
                _("Say of each picture that nobody is to be recognised, or that they agreed.")
            )
        if kind.name == VIDEO and not one.get("captions"):
            found.append(
                _(
                    "A film needs captions in its language. Ask whoever made it for a file of"
                    " captions, and put it in here. Without one, leave the film out and write its"
                    " words on the page."
                )
            )
    wants = symptoms and not any(one.get("kind") == HELP and _says(one) for one in body)
    if wants:
        found.append(_("A page about signs of illness says when to get help."))
    return found


def names_file(body: Body, ref: object) -> bool:
    """Whether one of its sections gives its readers this file."""
    return any(one.get("kept") == str(ref) for one in body)


def files_named(body: Body) -> list[str]:
    """Which files a text gives its readers, and what they are called: a line each, for comparing."""
    return [
        str(_("File: %(name)s, number %(mark)s"))
        % {"name": one.get("kept_name"), "mark": str(one["kept"])[:8]}
        for one in body
        if one.get("kept")
    ]


def is_agreed(one: Mapping[str, Any]) -> bool:
    """Nobody is to be recognised in a picture, or it says how whoever is agreed to it."""
    return one.get("people") == NOBODY or bool(one.get("people") == AGREED and one.get("agreed"))


def _says(one: Mapping[str, Any]) -> bool:
    return any(one.get(part) for part in ("now", "soon", "later"))
