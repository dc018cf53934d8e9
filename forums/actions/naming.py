"""Who is named in a post is written down with it, and goes with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from forums.markup import BAKE, bake
from forums.models import Named, Post, PostVersion
from forums.names import as_typed, linked
from forums.queries.naming import with_names


def note_names(post: Post, people: Mapping[int, str]) -> None:
    """After the post was saved, in its transaction. `people`: person → her name as it stands there.

    Who was named before and told is not told again; who is no longer named is not told at all.
    """
    before = {row.person_id: row for row in post.named.all()} if post.version > 1 else {}
    for person, row in before.items():
        _stands(row, people.get(person, ""))
    Named.objects.bulk_create(
        [
            Named(post=post, person_id=person, words=words)
            for person, words in people.items()
            if person not in before
        ],
        ignore_conflicts=True,
    )


def bake_with_names(post: Post) -> None:
    """A post whose text moderators changed or gave back; the caller saves it. Names that are no
    longer in it name nobody.
    """
    rows = list(post.named.select_related("person"))
    html = bake(post.text)
    post.html, post.baked = with_names(html, rows), BAKE
    for row in rows:
        if row.words and not linked(html, {row.words: "/"})[1]:
            _stands(row, "")


def forget_name(person_id: int) -> None:
    """Somebody is erased: where posts of others name her, their former versions and quotations of
    them too, stands a former member in the language of the house.
    """
    with override(settings.LANGUAGE_CODE):
        instead = _("A former member")
    for row in Named.objects.filter(person=person_id).exclude(words="").select_related("post"):
        post, words = row.post, _name_in_text(row.words)
        row.delete()
        post.text = words.sub(instead, post.text)
        bake_with_names(post)
        post.save(update_fields=["text", "html", "baked"])
        for former in PostVersion.objects.filter(post=post, text__contains="@"):
            former.text = words.sub(instead, former.text)
            former.save(update_fields=["text"])
        for quoting in Post.objects.filter(answers=post, quoted__contains="@"):
            quoting.quoted = words.sub(instead, quoting.quoted)[:500]
            quoting.save(update_fields=["quoted"])


def _name_in_text(words: str) -> re.Pattern[str]:
    """Behind an @, however it was typed."""
    ways = {f"@{words}", as_typed(words)}
    return re.compile("|".join(map(re.escape, sorted(ways, key=len, reverse=True))), re.IGNORECASE)


def _stands(row: Named, words: str) -> None:
    if not words and row.told_at is None:
        row.delete()
    elif row.words != words:
        row.words = words
        row.save(update_fields=["words"])
