"""The same page told again, in other languages and in very easy words, and whether it still fits."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language_info

from education.models import Article, Revision, Urgent


def told_again(article: Article) -> QuerySet[Article]:
    """All others that tell what this page tells and that readers can open; laid aside ones are not."""
    base = article.easy_read_of or article
    root = base.translation_of_id or base.pk
    family = (
        Q(pk=root)
        | Q(translation_of=root)
        | Q(easy_read_of=root)
        | Q(easy_read_of__translation_of=root)
    )
    rows = Article.objects.filter(family, live__isnull=False, archived_at__isnull=True)
    return rows.exclude(pk=article.pk)


def warned_now() -> Exists:
    """Whether a warning or withdrawal stands on a page."""
    return Exists(Urgent.objects.filter(article=OuterRef("pk"), settled_at__isnull=True))


def others_of(article: Article) -> list[tuple[Article, bool]]:
    """(the same page told again, whether a warning stands on it), by language."""
    rows = told_again(article).select_related("live").annotate(is_warned=warned_now())
    return [(one, bool(one.is_warned)) for one in rows.order_by("language", "pk")]


def original_changed(article: Article, text: Revision | None) -> bool:
    """Whether the original says something else since `text` was made of it, typing mistakes aside."""
    original = article.original
    if original is None or original.live_id is None or text is None:
        return False
    if text.translated_from_id == original.live_id:
        return False
    told = text.translated_from
    later = original.revisions.filter(
        state=Revision.State.PUBLISHED, number__gt=told.number if told else 0
    )
    return later.exclude(significance=Revision.Significance.TYPO).exists()


def own_name(language: str) -> str:
    """A language as those who speak it call it."""
    return str(get_language_info(language)["name_local"]).capitalize()
