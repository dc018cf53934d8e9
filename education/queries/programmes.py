"""Programmes for whoever looks at them: what there is, and one with all that is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from education.card_codes import code_hash
from education.models import Enrolment, Guide, Programme, ProgrammeCard, ProgrammeVersion
from education.programme_rules import may_keep_card
from education.programme_shape import Module, minutes_of, read_modules, steps_of
from members.queries.own import own_rows
from members.share_codes import as_typed
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

MOST = 100


@dataclass(frozen=True, slots=True)
class ProgrammeShown:
    """One programme before somebody begins it. `others`: the same in other languages."""

    programme: Programme
    version: ProgrammeVersion
    modules: tuple[Module, ...]
    steps: int
    minutes: tuple[int, int]
    others: list[Programme]


def published(language: str) -> list[Programme]:
    """All that can be begun now in this language, else all there are."""
    rows = Programme.objects.filter(live__isnull=False, live__stop=None)
    rows = rows.select_related("live").order_by("title")
    found = list(rows[:MOST])
    return [one for one in found if one.language == language[:2]] or found


def programme_by_slug(slug: str) -> Programme:
    """One that can be begun. Raises Http404."""
    rows = Programme.objects.filter(slug=slug, live__isnull=False)
    found = rows.select_related("live__stop").first()
    if found is None:
        raise Http404
    return found


def slug_of(ref: UUID) -> str:
    """The address of one that can be begun. Raises Http404."""
    found = Programme.objects.filter(ref=ref, live__isnull=False).values_list("slug", flat=True)
    if not found:
        raise Http404
    return found[0]


def programme_shown(slug: str) -> ProgrammeShown:
    """What it is, its modules, how long steps take. Raises Http404."""
    programme = programme_by_slug(slug)
    assert programme.live is not None  # noqa: S101  (programme_by_slug says so)
    modules = read_modules(programme.live.modules)
    others = list(in_other_languages(programme))
    count = sum(1 for _step in steps_of(modules))
    return ProgrammeShown(programme, programme.live, modules, count, minutes_of(modules), others)


def in_other_languages(programme: Programme) -> QuerySet[Programme]:
    """The same programme, as it can be read in other languages."""
    root = programme.translation_of_id or programme.pk
    family = Programme.objects.filter(Q(pk=root) | Q(translation_of=root), live__isnull=False)
    return family.exclude(pk=programme.pk).order_by("language", "pk")


def my_enrolments(*, actor: Actor) -> list[Enrolment]:
    """Her programmes, those on the way first."""
    rows = own_rows(Enrolment, actor).select_related("programme", "version")
    order = {state: place for place, state in enumerate(("active", "resting", "done", "left"))}
    return sorted(rows[:MOST], key=lambda one: (order[one.state], -one.pk))


def my_enrolment_in(*, actor: Actor, programme: Programme) -> Enrolment | None:
    """Hers in this one, in whatever state."""
    return own_rows(Enrolment, actor).filter(programme=programme).first()


def card_behind(text: str) -> ProgrammeCard | None:
    """The card of a typed code, also one that is old or used up; None for no such card."""
    code = as_typed(text)
    if code is None:
        return None
    rows = ProgrammeCard.objects.select_related("programme__live")
    return rows.filter(code_hash=code_hash(code), programme__live__isnull=False).first()


def is_good(card: ProgrammeCard) -> bool:
    """Whether it would still count as a card; for the words on the page only, never to decide.

    An invitation does not say whether it was used: that would tell a guide who began.
    """
    return (
        card.withdrawn_at is None
        and (card.by_guide or card.used < card.may_be_used)
        and card.expires_at > timezone.now()
    )


def my_cards(
    *, actor: Actor, after: int = 0, size: int = 50, by_guide: bool = False
) -> list[ProgrammeCard]:
    """Those she made, newest first; `after`: a card's id, for the ones before it."""
    account = getattr(actor, "account_id", 0)
    rows = ProgrammeCard.objects.filter(account_id=account, by_guide=by_guide)
    rows = rows.select_related("programme__live")
    if after:
        rows = rows.filter(pk__lt=after)
    return list(rows.order_by("-pk")[:size])


def own_card(*, actor: Actor, ref: UUID) -> ProgrammeCard:
    """One of her own. Raises Http404."""
    rows = ProgrammeCard.objects.select_related("programme__live__stop")
    row = rows.filter(ref=ref, account_id=getattr(actor, "account_id", 0)).first()
    if row is None:
        raise Http404
    demand(may_keep_card(actor, row))
    return row


def is_away(guide: Guide, today: date | None = None) -> bool:
    """Whether somebody stands in for her today."""
    day = today or timezone.localdate()
    start, end = guide.away_from, guide.away_until
    return start is not None and end is not None and start <= day <= end


def names_of(programmes: Sequence[Programme]) -> list[tuple[str, str]]:
    """(ref, title with its language) for a list to choose from."""
    return [(str(one.ref), f"{one.title} ({one.language})") for one in programmes]
