"""Topics for members and editors, and drafts a member may read: her own with others' left out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from education.involving_rules import READ_WHILE, SHOWN, WRITTEN, may_read_for_panel
from education.models import (
    OutsideReader,
    PanelCall,
    PanelReading,
    Programme,
    ProgrammeVersion,
    ReadingWish,
    Task,
    Topic,
    TopicSupport,
)
from education.programme_shape import lines_of, read_modules
from education.rules import may_write
from education.shown import minutes_for, minutes_to_read
from members.queries.own import own_rows
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

MOST = 200


@dataclass(frozen=True, slots=True)
class TopicShown:
    """A topic for one reader. `wanted`: she supports it; `proposed`: it was her idea."""

    topic: Topic
    wanted: bool
    proposed: bool


def topics(*, actor: Actor, language: str) -> list[TopicShown]:
    """What everybody sees, and hers in whatever state; most wanted first. Two queries."""
    mine = dict(own_rows(TopicSupport, actor).values_list("topic_id", "proposed")[:MOST])
    rows = Topic.objects.select_related("article__live").order_by("-supports", "-pk")
    shown = list(rows.filter(state__in=SHOWN, language=language)[:MOST])
    ours = [pk for pk, proposed in mine.items() if proposed]
    here = {one.pk for one in shown}
    own = [one for one in rows.filter(pk__in=ours)[:MOST] if one.pk not in here] if ours else []
    return [
        TopicShown(one, one.pk in mine, mine.get(one.pk, False)) for one in [*own, *shown]
    ]  # fmt: skip


def topics_for_desk(*, actor: Actor) -> list[Topic]:
    """All for editors: not looked at first, oldest first; then the most wanted."""
    demand(may_write(actor))
    rows = Topic.objects.select_related("article__live")
    new = list(rows.filter(state=Topic.State.NEW).order_by("at")[:MOST])
    return new + list(rows.exclude(state=Topic.State.NEW).order_by("-supports", "-pk")[:MOST])


def topic_for_desk(*, actor: Actor, ref: UUID) -> Topic:
    """Raises Http404."""
    demand(may_write(actor))
    found = Topic.objects.select_related("article").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def my_wish(*, actor: Actor) -> ReadingWish | None:
    """What she likes to read; None where she was never asked, or said that she likes nothing."""
    found = own_rows(ReadingWish, actor).first()
    return found if found and found.kinds else None


@dataclass(frozen=True, slots=True)
class DraftOffered:
    """A draft a member may read, how many minutes it takes, and what she does with it."""

    call: PanelCall
    minutes: int

    @property
    def title(self) -> str:
        return self.call.read.title

    @property
    def task(self) -> str:
        return str(self.call.task.label)


def drafts_for(*, actor: Actor, language: str) -> list[DraftOffered]:
    """What waits for readers like her, oldest first; two queries, one without a wish."""
    wanted = _wanted_of(actor, language)
    found = wanted.select_related("revision__article", "version__programme")
    return [DraftOffered(call, _minutes(call)) for call in found.order_by("opened_at")[:20]]


def a_draft_waits(*, actor: Actor, language: str) -> bool:
    """Whether there is one of these; nothing of it is read."""
    return _wanted_of(actor, language).exists()


def _wanted_of(actor: Actor, language: str) -> QuerySet[PanelCall]:
    wish = my_wish(actor=actor)
    if wish is None:
        return PanelCall.objects.none()
    done = own_rows(PanelReading, actor).values_list("call_id", flat=True)
    rows = _open_calls(language).filter(_liked(wish)).exclude(pk__in=done)
    account = [getattr(actor, "account_id", 0)]
    rows = rows.exclude(revision__writers__contains=account)
    rows = rows.exclude(version__writers__contains=account)
    return rows.annotate(answers=Count("readers")).filter(answers__lt=F("wanted"))


def _liked(wish: ReadingWish) -> Q:
    """Of pages the kinds she chose, for her stages; programmes are for no stage."""
    pages = Q(revision__article__stage__in=wish.stages)
    easy = Q(revision__article__easy_read_of__isnull=False)
    told_again = Q(revision__article__translation_of__isnull=False)
    kinds = {
        Task.PROGRAMME: Q(version__isnull=False),
        Task.EASY: pages & easy,
        Task.TRANSLATION: pages & ~easy & told_again,
        Task.DRAFT: pages & ~easy & ~told_again,
    }
    liked = Q(pk__in=[])
    for kind in wish.kinds:
        liked |= kinds[Task(kind)]
    return liked


def _minutes(call: PanelCall) -> int:
    if call.version is None:
        return minutes_to_read(call.text)
    one = call.version
    lines = lines_of(one.title, one.lead, one.good_for, one.not_for, read_modules(one.modules))
    return minutes_for(lines)


def was_asked(*, actor: Actor) -> bool:
    """Whether she said yes or no to reading drafts."""
    return own_rows(ReadingWish, actor).exists()


def is_wanted_now(*, language: str) -> bool:
    """Whether some draft waits for readers. One query."""
    wanted = _open_calls(language).annotate(answers=Count("readers"))
    return wanted.filter(answers__lt=F("wanted")).exists()


def _open_calls(language: str) -> QuerySet[PanelCall]:
    pages = Q(revision__state__in=READ_WHILE, revision__article__language=language)
    programmes = Q(version__state=WRITTEN, version__programme__language=language)
    return PanelCall.objects.filter(pages | programmes, closed_at=None)


def draft_to_read(*, actor: Actor, ref: UUID) -> PanelCall:
    """One draft she may read now. Raises Http404, and the refusal when it is over."""
    rows = PanelCall.objects.select_related(
        "revision__article__easy_read_of__live", "revision__article__translation_of__live",
        "version__programme",
    )  # fmt: skip
    call = rows.filter(ref=ref).first()
    if call is None:
        raise Http404
    mine = own_rows(PanelReading, actor).filter(call=call).count()
    demand(may_read_for_panel(actor, call, answers=call.readers.count(), mine=mine))
    return call


def my_readings(*, actor: Actor) -> list[PanelReading]:
    """What she read for us, newest first."""
    rows = own_rows(PanelReading, actor).select_related(
        "reader__thanks", "call__revision__article__live", "call__version__programme__live"
    )
    return list(rows.order_by("-pk")[:MOST])


def call_of(article_ref: UUID) -> PanelCall | None:
    """The offer of the open text of a page, for its desk."""
    rows = PanelCall.objects.filter(
        revision__article__ref=article_ref, revision__state__in=READ_WHILE
    )
    return rows.annotate(answers=Count("readers")).first()


def call_of_programme(draft: ProgrammeVersion | None) -> PanelCall | None:
    """The offer of a draft of a programme, for its desk."""
    if draft is None:
        return None
    rows = PanelCall.objects.filter(version=draft)
    return rows.annotate(answers=Count("readers")).first()


def readers_of_programme(programme: Programme) -> list[OutsideReader]:
    """What members said about any of its versions, newest first; one query."""
    rows = OutsideReader.objects.filter(version__programme=programme)
    return list(rows.select_related("version", "thanks").order_by("-pk")[:MOST])


def asked_for(article_id: int) -> bool:
    """Whether members asked for this page."""
    return Topic.objects.filter(article=article_id, state=Topic.State.DONE).exists()
