"""Topics for members and editors, and drafts a member may read: her own with others' left out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.http import Http404

from education.involving_rules import READ_WHILE, SHOWN, may_read_for_panel
from education.models import PanelCall, PanelReading, ReadingWish, Topic, TopicSupport
from education.rules import may_write
from education.shown import minutes_to_read
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


def my_wish(*, actor: Actor) -> list[str]:
    """The stages she likes to read drafts for."""
    found = own_rows(ReadingWish, actor).values_list("stages", flat=True).first()
    return list(found or [])


@dataclass(frozen=True, slots=True)
class DraftOffered:
    """A draft a member may read, and how many minutes it takes."""

    call: PanelCall
    minutes: int


def drafts_for(*, actor: Actor, language: str) -> list[DraftOffered]:
    """What waits for readers like her, oldest first; three queries, one without a wish."""
    stages = my_wish(actor=actor)
    if not stages:
        return []
    done = own_rows(PanelReading, actor).values_list("call_id", flat=True)
    rows = _open_calls(language).filter(revision__article__stage__in=stages)
    rows = rows.exclude(pk__in=list(done[:MOST]))
    rows = rows.exclude(revision__writers__contains=[getattr(actor, "account_id", 0)])
    wanted = rows.annotate(answers=Count("readers")).filter(answers__lt=F("wanted"))
    found = wanted.select_related("revision__article").order_by("opened_at")[:20]
    return [DraftOffered(call, minutes_to_read(call.revision)) for call in found]


def was_asked(*, actor: Actor) -> bool:
    """Whether she said yes or no to reading drafts."""
    return own_rows(ReadingWish, actor).exists()


def wanted_now(*, language: str) -> str:
    """The stage of a draft that wants readers and waits longest; '' when there is none. One query."""
    wanted = (
        _open_calls(language).annotate(answers=Count("readers")).filter(answers__lt=F("wanted"))
    )
    rows = wanted.order_by("opened_at").values_list("revision__article__stage", flat=True)
    return rows.first() or ""


def _open_calls(language: str) -> QuerySet[PanelCall]:
    return PanelCall.objects.filter(
        closed_at=None, revision__state__in=READ_WHILE, revision__article__language=language
    )


def draft_to_read(*, actor: Actor, ref: UUID) -> PanelCall:
    """One draft she may read now. Raises Http404, and the refusal when it is over."""
    call = PanelCall.objects.select_related("revision__article").filter(ref=ref).first()
    if call is None:
        raise Http404
    mine = own_rows(PanelReading, actor).filter(call=call).count()
    demand(may_read_for_panel(actor, call, answers=call.readers.count(), mine=mine))
    return call


def my_readings(*, actor: Actor) -> list[PanelReading]:
    """What she read for us, newest first."""
    rows = own_rows(PanelReading, actor).select_related(
        "reader__thanks", "call__revision__article__live"
    )
    return list(rows.order_by("-pk")[:MOST])


def call_of(article_ref: UUID) -> PanelCall | None:
    """The offer of the open text of a page, for its desk."""
    rows = PanelCall.objects.filter(
        revision__article__ref=article_ref, revision__state__in=READ_WHILE
    )
    return rows.annotate(answers=Count("readers")).first()


def asked_for(article_id: int) -> bool:
    """Whether members asked for this page."""
    return Topic.objects.filter(article=article_id, state=Topic.State.DONE).exists()
