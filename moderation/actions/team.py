"""A moderator chooses what she is not given; the organisation says what it does for her."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from moderation.actions.claiming import note_event
from moderation.models import Avoided, Case, CaseEvent, DeskWish, TeamCare, Theme
from moderation.queries.avoided import kinds_to_choose, my_avoided
from moderation.queries.cases import case_for, why_not
from moderation.queries.lead import leads
from moderation.rules import case_worker, may_look_after_team
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand


def arrange_desk(*, actor: Actor, kinds: Collection[str], pictures_open: bool) -> None:
    """From now on she is given no case of these kinds, and of all others again. No reason is asked,
    and no log says that she chose.
    """
    with transaction.atomic():
        me = case_worker(actor).person_id
        wanted = {code for code, _words in kinds_to_choose()} & set(kinds)
        before = my_avoided(actor=actor)
        Avoided.objects.visible_to(actor).filter(person=me, kind__in=before - wanted).delete()
        Avoided.objects.bulk_create(
            [Avoided(person_id=me, kind=kind) for kind in sorted(wanted - before)],
            ignore_conflicts=True,
        )
        DeskWish.objects.update_or_create(person_id=me, defaults={"pictures_open": pictures_open})


def say_rested(*, actor: Actor, last: int) -> None:
    """She read the kind word about her last look at a hard case; no log says so."""
    me = case_worker(actor).person_id
    DeskWish.objects.update_or_create(person_id=me, defaults={"rested": last})


def say_themes(*, actor: Actor, ref: UUID, themes: Collection[int]) -> Case:
    """What a case is about, for whoever is not given such cases. Raises Http404, PermissionDenied."""
    with transaction.atomic():
        case = case_for(actor=actor, ref=ref)
        if reason := why_not(actor=actor, case=case):
            demand(Denied(reason))
        case = Case.objects.visible_to(actor).select_for_update().get(pk=case.pk)
        known = Theme.objects.filter(pk__in=themes).values_list("pk", flat=True)
        if set(known) != set(case.themes):
            case.themes = sorted(known)
            case.save(update_fields=["themes"])
            note_event(case, by=case_worker(actor).person_id, kind=CaseEvent.Kind.THEMES)
    return case


def say_care(
    *, actor: Actor, talk_to: str, phone: str, hard_cases: int, refresh_months: int = 12
) -> TeamCare:
    """Whom to talk to, from how many hard cases on we ask to rest, and after how many months what
    moderators read is confirmed anew. Raises PermissionDenied.
    """
    with transaction.atomic():
        demand(may_look_after_team(actor, leads=leads(actor)))
        given = {
            "talk_to": talk_to, "phone": phone, "hard_cases": hard_cases,
            "refresh_months": refresh_months,
        }  # fmt: skip
        row, _made = TeamCare.objects.update_or_create(only_one=True, defaults=given)
        record(actor=actor, verb="moderation.care.said", thing=row)
    return row


def add_theme(*, actor: Actor, title: Mapping[str, str], words: Collection[str] = ()) -> Theme:
    """The same title twice is one theme: brought back where it was put away, with other words where
    they are others. Raises PermissionDenied.
    """
    with transaction.atomic():
        demand(may_look_after_team(actor, leads=leads(actor)))
        row = Theme.objects.select_for_update().filter(title=dict(title)).first()
        if row is None:
            row = Theme.objects.create(title=dict(title), words=list(words))
        elif row.put_away_at is None and row.words == list(words):
            raise PermissionDenied(_("This theme is there already."))
        else:
            row.put_away_at, row.words = None, list(words)
            row.save(update_fields=["put_away_at", "words"])
        record(actor=actor, verb="moderation.theme.added", thing=row)
    return row


def put_theme_away(*, actor: Actor, number: int) -> None:
    """Nobody chooses it any more; whoever had chosen it is given such cases again.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        demand(may_look_after_team(actor, leads=leads(actor)))
        row = Theme.objects.select_for_update().filter(pk=number, put_away_at=None).first()
        if row is None:
            raise Http404
        row.put_away_at = timezone.now()
        row.save(update_fields=["put_away_at"])
        record(actor=actor, verb="moderation.theme.put_away", thing=row)
