"""What readers see: the shelf by stage, A to Z, and one page with how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import cast

from django.db.models import Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from education.beside_pages import Beside
from education.models import Article, Correction, HouseRules, SavedPage, Term, Topic, Urgent
from education.page_text import Explained
from education.queries.beside import beside_page
from education.queries.made import Made, made_of
from education.queries.retold import original_changed, own_name, warned_now
from education.rules import may_see_drafts, may_warn, may_write
from education.shown import ShownSection, minutes_to_read, shown_sections
from members.queries.own import own_rows
from po_platform.access.actor import Actor

PAGE = 100  # titles on one page of A to Z


@dataclass(frozen=True, slots=True)
class Title:
    """One page on a list. `stage`: its code."""

    slug: str
    title: str
    sentence: str
    stage: str


@dataclass(frozen=True, slots=True)
class OtherText:
    """The same page in another language or in very easy words."""

    slug: str
    language: str
    name: str


@dataclass(frozen=True, slots=True)
class PageShown:
    """One page for its readers. `warning`: what one person said urgently; `withdrawn`: nothing else is shown.
    `following`: the page behind it in the list of its stage, or of easy texts; None for the last one."""

    article: Article
    title: str
    in_short: list[str]
    sections: list[ShownSection]
    made: Made
    minutes: int
    warning: Urgent | None
    withdrawn: bool
    overdue: bool
    original_changed: bool
    languages: list[OtherText]
    easy_read: OtherText | None
    saved: bool
    desk: DeskBox | None
    beside: list[Beside]
    following: Title | None


@dataclass(frozen=True, slots=True)
class DeskBox:
    """What whoever cares for pages finds beside one. `corrections`: open ones, for editors."""

    may_open: bool
    corrections: int


def readable() -> QuerySet[Article]:
    """Live pages that are neither archived nor withdrawn; everybody may read them."""
    withdrawn = Urgent.objects.filter(
        article=OuterRef("pk"), kind=Urgent.Kind.WITHDRAW, settled_at__isnull=True
    )
    return Article.objects.filter(live__isnull=False, archived_at__isnull=True).exclude(
        Exists(withdrawn)
    )


def _pages() -> QuerySet[Article]:
    """The same without texts of columns, which have lists of their own."""
    return readable().filter(column=None)


def _titles(rows: QuerySet[Article]) -> list[Title]:
    values = rows.values_list("slug", "live__title", "live__in_short", "stage")
    return [Title(slug, title, (short or [""])[0], stage) for slug, title, short, stage in values]


def shelf(*, language: str, most: int = 6) -> list[tuple[str, list[Title], bool]]:
    """(stage, its first titles, whether there are more), in the order of a way through an illness."""
    rows = _pages().filter(language=language, easy_read_of__isnull=True).order_by("live__title")
    place = Window(RowNumber(), partition_by="stage", order_by="live__title")
    by_stage: dict[str, list[Title]] = {stage: [] for stage in Article.Stage.values}
    for one in _titles(rows.annotate(place=place).filter(place__lte=most + 1)):
        by_stage[one.stage].append(one)
    return [(stage, found[:most], len(found) > most) for stage, found in by_stage.items()]


def of_stage(*, language: str, stage: str) -> list[Title]:
    """All titles of one stage; 404 when there is no such stage."""
    if stage not in Article.Stage:
        raise Http404
    rows = _pages().filter(language=language, stage=stage, easy_read_of__isnull=True)
    return _titles(rows.order_by("live__title", "pk")[:500])


def a_to_z(*, language: str, after: str = "") -> tuple[list[Title], str]:
    """(titles behind the page of this slug, the slug the next list begins after or '').

    Easy texts are among them. Two pages may have one title: they follow each other as they were made.
    """
    rows = _pages().filter(language=language).order_by("live__title", "pk")
    last = Article.objects.filter(slug=after, live__isnull=False)
    if after and (place := last.values_list("live__title", "pk").first()):
        title, pk = place
        rows = rows.filter(Q(live__title__gt=title) | Q(live__title=title, pk__gt=pk))
    found = _titles(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].slug if len(found) > PAGE else ""


def easy_titles(*, language: str) -> list[Title]:
    """Pages in very easy words."""
    rows = _pages().filter(language=language, easy_read_of__isnull=False)
    return _titles(rows.order_by("live__title", "pk")[:200])


def words_of(language: str) -> list[Term]:
    """The glossary of one language."""
    return list(Term.objects.filter(language=language).exclude(short="").order_by("word")[:2000])


def explained_in(language: str) -> Explained:
    """The glossary as pages use it; asked for at the first word a text marks."""
    return Explained(cast("Mapping[str, str]", SimpleLazyObject(partial(_shorts, language))))


def _shorts(language: str) -> dict[str, str]:
    rows = Term.objects.filter(language=language).exclude(short="").values_list("word", "short")
    return {word.casefold(): short for word, short in rows}


def live_article(slug: str) -> Article:
    """A page readers may open, withdrawn and archived ones among them: they say so. Else 404."""
    article = _live(slug).first()
    if article is None:
        raise Http404
    return article


def _live(slug: str) -> QuerySet[Article]:
    return (
        # What few pages have (an original, a column) is asked for where it is there: joined, the
        # server took longer to plan this than to answer the whole page.
        Article.objects.select_related("live", "easy_read__live", "project")
        .defer("search", "easy_read__search", "easy_read__live__body")
        .filter(slug=slug, live__isnull=False)
    )


def page(*, actor: Actor, slug: str, today: date | None = None) -> PageShown:
    """One page for whoever asks; only whether she keeps it depends on her."""
    asked_for = Topic.objects.filter(article=OuterRef("pk"), state=Topic.State.DONE)
    rows = _live(slug).annotate(
        is_saved=Exists(own_rows(SavedPage, actor).filter(article=OuterRef("pk"))),
        is_asked_for=Exists(asked_for),
        is_one_doctor=Exists(HouseRules.objects.filter(one_doctor=True)),
        is_warned=warned_now(),
        is_translated=Exists(Article.objects.filter(translation_of=OuterRef("pk"))),
    )
    article = rows.first()
    if article is None:
        raise Http404
    live = article.live
    assert live is not None  # noqa: S101  (live_article asked for it)
    warning = article.urgents.filter(settled_at=None).first() if article.is_warned else None
    gone = article.archived_at is not None
    withdrawn = gone or (warning is not None and warning.kind == Urgent.Kind.WITHDRAW)
    explained = explained_in(article.language)
    today = today or timezone.localdate()
    return PageShown(
        article=article,
        title=live.title,
        in_short=live.in_short,
        sections=[] if withdrawn else shown_sections(live.body, explained),
        made=made_of(
            article, live, asked_for=article.is_asked_for, one_doctor=article.is_one_doctor
        ),
        minutes=minutes_to_read(live),
        warning=warning,
        withdrawn=withdrawn,
        overdue=article.review_by is not None and article.review_by < today,
        original_changed=original_changed(article, live),
        languages=_languages(article) if article.is_translated or article.translation_of_id else [],
        easy_read=_easy(article),
        saved=article.is_saved,
        desk=_desk_box(actor, article),
        beside=[]
        if withdrawn
        else beside_page(actor=actor, title=live.title, language=article.language),
        following=_following(article, live.title),
    )


def _following(article: Article, title: str) -> Title | None:
    """In the order of the list it stands on; a text of a column stands on none of these. One query."""
    if article.column_id is not None:
        return None
    easy = article.easy_read_of_id is not None
    rows = _pages().filter(language=article.language, easy_read_of__isnull=not easy)
    if not easy:
        rows = rows.filter(stage=article.stage)
    later = rows.filter(Q(live__title__gt=title) | Q(live__title=title, pk__gt=article.pk))
    return next(iter(_titles(later.order_by("live__title", "pk")[:1])), None)


def _desk_box(actor: Actor, article: Article) -> DeskBox | None:
    """For editors, reviewers and administrators; for everybody else it asks nothing."""
    if not may_warn(actor):
        return None
    rows = Correction.objects.none()
    if may_write(actor):
        rows = Correction.objects.visible_to(actor).filter(article=article, answered_at=None)
    return DeskBox(may_open=bool(may_see_drafts(actor)), corrections=rows.count())


def _languages(article: Article) -> list[OtherText]:
    if article.easy_read_of_id:
        return []
    root = article.translation_of_id or article.pk
    family = readable().filter(Q(translation_of=root) | Q(pk=root))
    rows = family.exclude(pk=article.pk).order_by("language")
    return [
        OtherText(slug, language, own_name(language))
        for slug, language in rows.values_list("slug", "language")
    ]


def _easy(article: Article) -> OtherText | None:
    easy = getattr(article, "easy_read", None)
    if easy is None or easy.live is None or easy.archived_at is not None:
        return None
    return OtherText(easy.slug, easy.language, easy.live.title)
