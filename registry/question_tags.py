"""What the annotation of a question says by tags, whole ones as the importer reads them; and which
other questions it names: those that say more of a sign, and the one that says which list codes are of.
"""

from __future__ import annotations

import re
from collections.abc import Set

from questionnaires.redcap.field import TAG
from questionnaires.redcap.items import TERMS

AWAY = "@HIDDEN"
PARTIAL, FIRM = "@PARTIAL-DATE", "@FORCE-MINMAX"
OF_SIGN = re.compile(r"(@SIGN-(?:STATE|ONSET|AGE)=['\"])([a-z][a-z0-9_]*)(['\"])")
IN_LIST = re.compile(r"\[\s*([A-Za-z][A-Za-z0-9_]*)\s*\]")


def has_tag(notes: str, tag: str) -> bool:
    """Not where only a longer one begins so, as @HIDDEN-PDF with @HIDDEN."""
    return tag in TAG.findall(notes)


def with_tag(notes: str, tag: str, *, on: bool) -> str:
    """With this tag or without it; as they stood where they are so already."""
    if has_tag(notes, tag) == on:
        return notes
    if on:
        return f"{notes} {tag}".strip()
    return " ".join(re.sub(re.escape(tag) + r"(?![A-Z0-9_-])", " ", notes).split())


def names_tagged(notes: str) -> set[str]:
    """The questions it names."""
    lists = " ".join(one[1] for one in TERMS.finditer(notes))
    named = {one[1].lower() for one in IN_LIST.finditer(lists)}
    return named | {one[2] for one in OF_SIGN.finditer(notes)}


def retagged(notes: str, names: dict[str, str]) -> str:
    """With other names of questions in it."""

    def in_list(one: re.Match[str]) -> str:
        name = one[1].lower()
        return f"[{names[name]}]" if name in names else one[0]

    notes = OF_SIGN.sub(lambda one: f"{one[1]}{names.get(one[2], one[2])}{one[3]}", notes)
    return TERMS.sub(lambda one: IN_LIST.sub(in_list, one[0]), notes)


def untagged(notes: str, names: Set[str]) -> str:
    """Without the tags that name one of these questions."""

    def kept(one: re.Match[str]) -> str:
        return one[0] if names.isdisjoint(names_tagged(one[0])) else ""

    return " ".join(TERMS.sub(kept, OF_SIGN.sub(kept, notes)).split())
