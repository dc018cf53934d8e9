"""Who is named in a post is written down with it, and goes with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from forums.markup import BAKE, bake
from forums.models import Named, Post, PostVersion
from forums.names import as_typed, linked
from forums.queries.naming import with_names
from members.models import Person


def note_names(post: Post, people: Mapping[int, str]) -> None:
    """After the post was saved, in its transaction. `people`: person → her name as it stands there.

    Who was named before and told is not told again; who is no longer named is not told at all, but
    hears of it as of any answer where it is one to her.
    """
    before = {row.person_id: row for row in post.named.all()} if post.version > 1 else {}
    if _goes_unheard(post, [row for pk, row in before.items() if pk not in people]):
        post.told_at = None
        post.save(update_fields=["told_at"])
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
    gone = [row for row in rows if row.words and not linked(html, {row.words: "/"})[1]]
    if _goes_unheard(post, gone):
        post.told_at = None
    for row in gone:
        _stands(row, "")


def forget_name(person_id: int) -> None:
    """Somebody is erased: where posts of others name her, or did before they were changed, stands a
    former member in the language of the house; in their former versions and quotations of them too.

    What lies sealed with the moderation keeps her name until it is deleted, or given back.
    """
    with override(settings.LANGUAGE_CODE):
        instead = _("A former member")
    called = set(Person.objects.filter(pk=person_id).values_list("display_name", flat=True))
    in_them = Named.objects.filter(person=person_id).values("post")
    for post in Post.objects.filter(pk__in=in_them).order_by("pk").select_for_update():
        named = list(post.named.all())
        hers = {row.words for row in named if row.person_id == person_id}
        others = {row.words for row in named if row.person_id != person_id}
        put = _instead_of(called | hers, others, instead)
        post.named.filter(person=person_id).delete()
        post.text = put(post.text)
        bake_with_names(post)
        post.save(update_fields=["text", "html", "baked"])
        for former in PostVersion.objects.filter(post=post, text__contains="@"):
            former.text = put(former.text)
            former.save(update_fields=["text"])
        quotations = Post.objects.filter(answers=post, quoted__contains="@").order_by("pk")
        for quoting in quotations.select_for_update():
            quoting.quoted = put(quoting.quoted)[:500]
            quoting.save(update_fields=["quoted"])


def _instead_of(gone: Iterable[str], stay: Iterable[str], instead: str) -> Callable[[str], str]:
    """Puts other words into a text where these names stand behind an @, however they were typed; the
    longest name counts, and names of others in it stay.
    """
    hers, others = _ways(gone), _ways(stay)
    if not hers:
        return lambda text: text
    kept = {way.lower() for way in others}
    body = "|".join(map(_to_its_end, sorted(hers | others, key=len, reverse=True)))
    found = re.compile(rf"(?<![^\W_])(?<![.@/+-])(?:{body})", re.IGNORECASE)
    return lambda text: found.sub(lambda one: one[0] if one[0].lower() in kept else instead, text)


def _ways(names: Iterable[str]) -> set[str]:
    """All that may stand in a text for these names; see queries.naming."""
    all_of_them = {way for name in names if name for way in (name, name.rstrip(".")) if way}
    return {f"@{name}" for name in all_of_them} | {as_typed(name) for name in all_of_them}


def _to_its_end(way: str) -> str:
    """No letter goes on behind it: as forums.names tells where a name ends."""
    return re.escape(way) + (r"(?![^\W_])" if way[-1].isalnum() else "")


def _goes_unheard(post: Post, rows: Iterable[Named]) -> bool:
    """Whether somebody was told by a name alone that goes now, and it is an answer to her: her mail
    may not have gone yet. For others the same notice is queued once for ever.
    """
    told = {row.person_id for row in rows if row.words and row.told_at is not None}
    if not told or post.told_at is None:
        return False
    answered = post.answers.author_id if post.answers else None
    return bool(told & {answered, post.topic.starter_id})


def _stands(row: Named, words: str) -> None:
    """Kept without words, so that former versions of the post are found when she is erased."""
    if row.words == words:
        return
    if not row.words and row.told_at is None:
        row.made_at = timezone.now()  # named anew, and never told before
    row.words = words
    row.save(update_fields=["words", "made_at"])
