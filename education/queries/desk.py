"""What those who write and check see: what waits, for whom and since when, and one page from behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from education.models import (
    Article,
    Correction,
    Programme,
    ReviewStep,
    Revision,
    Source,
    Topic,
    Urgent,
    Vote,
)
from education.publishing import lacks, one_doctor
from education.queries.examples import examples_to_check
from education.queries.expert_sessions import entries_to_publish, unread_questions
from education.queries.made import credits_of, who_decided
from education.queries.retold import original_changed
from education.rules import MEDICAL, may_decide, may_see_drafts
from members.start_page import Work, in_order
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit import spoken

SOON = timedelta(days=60)
MOST = 100
PAGE = 50
SENT = (Revision.State.REVIEW, Revision.State.PUBLISHED)  # all others see of a column's texts
UNHELPFUL = 5  # voices a revision needs before its share of "no" says anything


def work_for(actor: SignedIn) -> list[Work]:
    """Checks, urgent warnings, corrections, questions to experts, drafts of one's own, what is due; fourteen queries."""
    if not actor.holds(Hat.EDITOR, Hat.REVIEWER):
        return []
    found = [*_urgents(actor), *_steps(actor)]
    if actor.holds(Hat.EDITOR):
        found += [*_corrections(actor), *_topics(), *_experts(actor), *_examples(actor)]
        found += _drafts(actor)
        found += _broken_links()
    return in_order([*found, *_due(), *_due_programmes(), *_unhelpful()])


def _steps(actor: SignedIn) -> Iterable[Work]:
    lighter = one_doctor()
    steps = list(
        ReviewStep.objects.filter(state=ReviewStep.State.OPEN)
        .select_related("revision__article")
        .order_by("opened_at")[:MOST]
    )
    checkers = _checkers([step.revision_id for step in steps])
    for step in steps:
        checked = checkers.get(step.revision_id, [])
        allowed = may_decide(
            actor, step, writers=step.revision.writers, checked_by=checked, one_doctor=lighter
        )
        yield Work(
            title=step.revision.title,
            sub=step.get_step_display(),
            url=reverse("education:check", args=[step.revision.article.ref]),
            since=step.opened_at,
            next_step=_("Read and decide"),
            waits_for="" if allowed else _("Somebody else"),
            mine=bool(allowed),
        )


def _checkers(revisions: list[int]) -> dict[int, list[int]]:
    """Revision id → accounts that did its medical check."""
    rows = ReviewStep.objects.filter(
        revision__in=revisions, step=MEDICAL, state=ReviewStep.State.APPROVED
    )
    found: dict[int, list[int]] = {}
    for revision, account in rows.values_list("revision_id", "by_account"):
        found.setdefault(revision, []).extend([account] if account else [])
    return found


def _urgents(actor: SignedIn) -> Iterable[Work]:
    rows = Urgent.objects.filter(settled_at__isnull=True).select_related("article__live")
    lighter = one_doctor()
    for row in rows.order_by("at")[:MOST]:
        mine = lighter or row.by_account != actor.account_id
        yield Work(
            title=_title(row.article),
            sub=_("An urgent warning"),
            url=reverse("education:urgent", args=[row.article.ref]),
            since=row.at,
            next_step=_("Look at it and decide"),
            next_sub=_("By %(day)s") % {"day": spoken.day(row.review_until)},
            waits_for="" if mine else _("Somebody else"),
            mine=mine,
        )


def _corrections(actor: SignedIn) -> Iterable[Work]:
    rows = Correction.objects.visible_to(actor).filter(answered_at__isnull=True)
    rows = rows.select_related("article__live", "programme").defer("text")
    for row in rows.order_by("at")[:MOST]:
        yield Work(
            title=row.title,
            sub=_("A reader wrote"),
            url=reverse("education:correction", args=[row.ref]),
            since=row.at,
            next_step=_("Read and answer"),
        )


def _topics() -> Iterable[Work]:
    rows = Topic.objects.filter(state=Topic.State.NEW).order_by("at")
    for row in rows[:MOST]:
        yield Work(
            title=row.title,
            sub=_("A member proposes a topic"),
            url=reverse("education:topic_desk", args=[row.ref]),
            since=row.at,
            next_step=_("Read and answer"),
        )


def _examples(actor: SignedIn) -> Iterable[Work]:
    """All that nobody looked at, as one; no word of them."""
    waiting = [one for one in examples_to_check(actor=actor) if one.is_new]
    if waiting:
        words = ngettext("%(n)d to look at", "%(n)d to look at", len(waiting))
        yield Work(
            title=_("Examples from members"),
            sub=words % {"n": len(waiting)},
            url=reverse("education:examples_desk"),
            since=waiting[0].week,
            next_step=_("Read them"),
        )


def _experts(actor: SignedIn) -> Iterable[Work]:
    """Questions to read, and answers to publish; no word of them."""
    for session, count, since in unread_questions(actor):
        words = ngettext("%(n)d question to experts", "%(n)d questions to experts", count)
        yield Work(
            title=session.title,
            sub=words % {"n": count},
            url=reverse("education:experts_desk_read", args=[session.ref]),
            since=since,
            next_step=_("Read them"),
        )
    for entry in entries_to_publish(actor):
        yield Work(
            title=entry.session.title,
            sub=_("An expert answered"),
            url=reverse("education:session_entry", args=[entry.session.ref, entry.ref]),
            since=entry.answered_at,
            next_step=_("Read and publish it"),
        )


def _drafts(actor: SignedIn) -> Iterable[Work]:
    rows = Revision.objects.filter(
        state=Revision.State.DRAFT, writers__contains=[actor.account_id]
    ).select_related("article__column")
    for row in rows.order_by("changed_at")[:MOST]:
        yield Work(
            title=row.title,
            sub=_("Your draft"),
            url=_where_written(row.article),
            since=row.changed_at,
            next_step=_("Go on writing"),
        )


def _where_written(article: Article) -> str:
    if article.column is None:
        return reverse("education:desk_page", args=[article.ref])
    return reverse("education:column_text", args=[article.column.ref, article.ref])


def _due() -> Iterable[Work]:
    """Pages to be checked again within 60 days, or already too late."""
    until = timezone.localdate() + SOON
    rows = Article.objects.filter(
        review_by__lte=until, live__isnull=False, archived_at__isnull=True
    )
    found = list(rows.select_related("live").order_by("review_by")[:MOST])
    drafted = _drafted([row.pk for row in found])
    for row in found:
        late = _("Too late") if _is_over(row.review_by) else _("To check again")
        names = drafted.get(row.pk)
        yield Work(
            title=_title(row),
            sub=late if names is None else f"{late}. {_drafted_by(names)}",
            url=reverse("education:desk_page", args=[row.ref]),
            next_step=_("Look through it, and send it to be checked"),
            next_sub=_("By %(day)s") % {"day": spoken.day(row.review_by)} if row.review_by else "",
        )


def _due_programmes() -> Iterable[Work]:
    """Programmes to be checked again within 60 days, or already too late; not those that are stopped."""
    rows = Programme.objects.filter(
        live__review_by__lte=timezone.localdate() + SOON, live__stop=None
    ).select_related("live")
    for row in rows.order_by("live__review_by")[:MOST]:
        day = row.live.review_by if row.live else None
        yield Work(
            title=row.title,
            sub=_("A programme, too late") if _is_over(day) else _("A programme to check again"),
            url=reverse("education:programme_desk", args=[row.ref]),
            next_step=_("Look through it, and publish it anew"),
            next_sub=_("By %(day)s") % {"day": spoken.day(day)} if day else "",
        )


def _drafted(pages: list[int]) -> dict[int, list[str]]:
    """Page → who writes on its open text, of those who said how they are named."""
    rows = Revision.objects.filter(article__in=pages, state__in=("draft", "review"))
    writers = dict(rows.values_list("article_id", "writers"))
    credits = credits_of({account for accounts in writers.values() for account in accounts})
    return {
        page: [credits[one].name for one in accounts if one in credits]
        for page, accounts in writers.items()
    }


def _drafted_by(names: list[str]) -> str:
    if not names:
        return _("There is a draft.")
    return _("There is a draft by %(names)s.") % {"names": ", ".join(names)}


def _is_over(day: date | None) -> bool:
    return day is not None and day < timezone.localdate()


def _unhelpful() -> Iterable[Work]:
    """Live texts that more people found unhelpful than helpful; figures only, no person."""
    rows = (
        Article.objects.filter(archived_at__isnull=True)
        .annotate(
            no=Count("live__votes", filter=Q(live__votes__helped=False)),
            yes=Count("live__votes", filter=Q(live__votes__helped=True)),
        )
        .filter(no__gte=UNHELPFUL, no__gt=F("yes"))
        .select_related("live")[:MOST]
    )
    for row in rows:
        yield Work(
            title=_title(row),
            sub=_("Many readers were not helped"),
            url=reverse("education:desk_page", args=[row.ref]),
            next_step=_("See the reasons"),
        )


def _broken_links() -> Iterable[Work]:
    count = Source.objects.filter(link=Source.Link.GONE, citations__isnull=False).distinct().count()
    if count:
        words = ngettext("%(n)d source is gone", "%(n)d sources are gone", count) % {"n": count}
        yield Work(
            title=words, url=reverse("education:sources"), next_step=_("Put the links right")
        )


def _title(article: Article) -> str:
    return article.live.title if article.live else article.slug


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page from behind: live text, open revision, what is missing, what happens next."""

    article: Article
    open: Revision | None
    step: ReviewStep | None
    missing: list[str]
    returned: ReviewStep | None
    urgent: Urgent | None
    votes: tuple[int, int]
    reasons: list[tuple[str, int]]
    original_changed: bool
    remarks: int  # open ones

    @property
    def text(self) -> Revision:
        """What editors work on: the open text, else the live one, else the newest they may see."""
        found = self.open or self.article.live or _texts(self.article).order_by("-number").first()
        assert found is not None  # noqa: S101  (every article begins with a revision)
        return found


def article_by_ref(*, actor: Actor, ref: UUID) -> Article:
    """For those who write and check; 404 when there is none."""
    demand(may_see_drafts(actor))
    article = (
        Article.objects.select_related("live", "translation_of__live", "easy_read_of__live")
        .filter(_came_out_or_sent(), ref=ref)
        .first()
    )
    if article is None:
        raise Http404
    return article


def _came_out_or_sent() -> Q:
    """Articles those who write and check see: of a column's what she sent, or readers found once."""
    sent = Revision.objects.filter(article=OuterRef("pk"), state=Revision.State.REVIEW)
    return Q(column=None) | Q(live__isnull=False) | Q(Exists(sent))


def _texts(article: Article) -> QuerySet[Revision]:
    """Its texts as those see them: what an author of a column did not send is hers alone."""
    rows = article.revisions.all()
    return rows.filter(state__in=SENT) if article.column_id else rows


def open_revision(article: Article) -> Revision | None:
    """The draft, or what is being checked."""
    found = _texts(article).filter(state__in=("draft", "review")).first()
    if found is not None:
        found.article = article
    return found


def desk_page(*, actor: Actor, ref: UUID) -> DeskPage:
    """All an editor needs to know about a page, and the next step."""
    article = article_by_ref(actor=actor, ref=ref)
    current = open_revision(article)
    steps = current.steps.all() if current else ReviewStep.objects.none()
    live = article.live
    votes = live.votes if live else None
    text = current or live
    return DeskPage(
        article=article,
        open=current,
        step=steps.filter(state=ReviewStep.State.OPEN).first(),
        missing=_missing(current, article) if current and current.state == "draft" else [],
        returned=steps.filter(state=ReviewStep.State.RETURNED).order_by("-decided_at").first(),
        urgent=article.urgents.filter(settled_at__isnull=True).first(),
        votes=(
            votes.filter(helped=True).count() if votes else 0,
            votes.filter(helped=False).count() if votes else 0,
        ),
        reasons=reasons_of(live),
        original_changed=original_changed(article, text),
        remarks=article.remarks.filter(settled_at__isnull=True).count(),
    )


def reasons_of(text: Revision | None) -> list[tuple[str, int]]:
    """(why a text did not help, how many said so), the most frequent first."""
    if text is None:
        return []
    rows = text.votes.exclude(reason="").values_list("reason").annotate(n=Count("pk"))
    return [(str(Vote.Reason(code).label), n) for code, n in rows.order_by("-n", "reason")]


def _missing(current: Revision, article: Article) -> list[str]:
    """The day of the next check is asked when it is sent; here it counts as given."""
    return lacks(current, review_by=timezone.localdate() + timedelta(days=365))


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One page in the list of all."""

    ref: UUID
    title: str
    language: str
    state: str
    review_by: date | None


def all_pages(*, actor: Actor, after: int = 0, words: str = "") -> tuple[list[DeskLine], int]:
    """(lines, the id the next page begins after or 0); newest pages first."""
    demand(may_see_drafts(actor))
    rows = Article.objects.select_related("live").filter(_came_out_or_sent()).order_by("-pk")
    if after:
        rows = rows.filter(pk__lt=after)
    seen = Q(article__column=None) | Q(state__in=SENT)
    if words:
        named = Revision.objects.filter(seen, article=OuterRef("pk"), title__icontains=words)
        rows = rows.filter(Q(live__title__icontains=words) | Exists(named))
    light = Revision.objects.filter(seen).only("article", "number", "state", "title")
    light = light.order_by("number")
    found = list(rows.prefetch_related(Prefetch("revisions", light))[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else 0
    return [_line(one) for one in found[:PAGE]], more


def _line(article: Article) -> DeskLine:
    revisions = list(article.revisions.all())
    state = (
        _("Archived") if article.archived_at
        else _("Being checked") if any(one.state == "review" for one in revisions)
        else _("Live, with a draft") if article.live_id and any(o.state == "draft" for o in revisions)
        else _("Live") if article.live_id else _("Draft")
    )  # fmt: skip
    title = article.live.title if article.live else revisions[-1].title
    return DeskLine(article.ref, title, article.language, state, article.review_by)


@dataclass(frozen=True, slots=True)
class Decided:
    """A check that was done. `who`: as she wants to be named, '' where she was erased since."""

    step: ReviewStep
    who: str


def decided(steps: Sequence[ReviewStep]) -> list[Decided]:
    """Those of them that were done, with who did them; one query."""
    done = [one for one in steps if one.decided_at is not None]
    credits = credits_of({one.by_account for one in done if one.by_account})
    return [Decided(one, who_decided(one, credits)) for one in done]


def history(*, actor: Actor, ref: UUID) -> tuple[Article, list[tuple[Revision, list[Decided]]]]:
    """All texts of a page, newest first, each with the checks that were done."""
    article = article_by_ref(actor=actor, ref=ref)
    rows = _texts(article).order_by("-number").prefetch_related("steps__outside")
    texts = list(rows[:MOST])
    done = decided([step for text in texts for step in text.steps.all()])
    return article, [
        (text, [one for one in done if one.step.revision_id == text.pk]) for text in texts
    ]


def revision(*, actor: Actor, ref: UUID, number: int) -> Revision:
    """One text of a page."""
    article = article_by_ref(actor=actor, ref=ref)
    found = _texts(article).filter(number=number).first()
    if found is None:
        raise Http404
    found.article = article
    return found
