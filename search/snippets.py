"""A few words around what was found, with the found words marked; whatever was written stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Signs nobody can have typed into a text that reaches here: they are taken out of it first.
BEGIN, END = "\ue000", "\ue001"
OPTIONS = (
    f"StartSel={BEGIN},StopSel={END},MaxWords=32,MinWords=18,ShortWord=2,MaxFragments=2,"
    'FragmentDelimiter=" … "'
)
LONGEST = 20_000  # signs that are looked through


def marked(texts: Sequence[str], query: str) -> list[SafeString]:
    """One piece of HTML for each plain text. `query`: a compiled one; one query for all of them."""
    if not texts:
        return []
    bare = [
        " ".join(text[:LONGEST].replace(BEGIN, "").replace(END, "").replace("\x00", "").split())
        for text in texts
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select ts_headline(search_config(t.words), t.words, %s::tsquery, %s)"
            " from unnest(%s::text[]) with ordinality as t(words, n) order by t.n",
            [query, OPTIONS, bare],
        )
        return [as_marks(found) for (found,) in cursor.fetchall()]


def as_marks(found: str) -> SafeString:
    """Escaped, with <mark> around what was found, each opened once and closed once."""
    made, is_open = [], False
    for piece in re.split(f"([{BEGIN}{END}])", escape(found)):
        if piece in (BEGIN, END):
            if is_open != (piece == BEGIN):
                is_open = piece == BEGIN
                made.append("<mark>" if is_open else "</mark>")
        else:
            made.append(piece)
    return mark_safe("".join(made) + ("</mark>" if is_open else ""))  # noqa: S308  (escaped above)
