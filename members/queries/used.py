"""Who is reached, who was here, who works how long for the others: totals of one month."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import Extract, Floor
from django.utils.translation import gettext as _

from audit.models import Event
from members.models import Person
from members.office_rules import may_run_the_office
from members.used import FEWEST, Month, Used, cell
from notifications.directory import Way
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Actor, Hat
from po_platform.access.refusals import demand
from po_platform.kit import spoken

QUIET = timedelta(days=90)
STRETCH = timedelta(minutes=15)  # what one thing written stands for, reading before it included
# Clinicians and researchers work here for themselves.
FOR_OTHERS = NEEDS_SECOND_FACTOR - {Hat.CLINICIAN, Hat.RESEARCHER}


def people_used(actor: Actor, month: Month) -> Used:
    """Reached counts today, the others the month. Being here: one thing done, or a sign-in."""
    demand(may_run_the_office(actor))
    active = Q(state=Person.State.ACTIVE)
    letter, phone = Q(reached_by=Way.LETTER), Q(reached_by=Way.PHONE)
    mail = ~letter & ~phone & Q(account__isnull=False) & ~Q(account__email="")
    begins, ends = month.first, month.ends.date()
    counted = Person.objects.aggregate(
        mail=Count("pk", filter=active & mail),
        letter=Count("pk", filter=active & letter),
        phone=Count("pk", filter=active & phone),
        new=Count(
            "pk",
            filter=Q(joined_on__gte=begins, joined_on__lt=ends)
            & ~Q(state__in=[Person.State.APPLIED, Person.State.INVITED]),
        ),
    )
    here = _accounts(Q(at__gte=month.begins, at__lt=month.ends))
    lately = _accounts(Q(at__gte=month.ends - QUIET, at__lt=month.ends))
    before = _accounts(Q(at__gte=month.ends - 2 * QUIET, at__lt=month.ends - QUIET))
    living = set(
        Person.objects.filter(active, account__in=before - lately).values_list("pk", flat=True)
    )
    cells = {name: cell(value) for name, value in counted.items()}
    cells |= {"here": cell(len(here)), "quiet": cell(len(living))}
    return Used(
        _("People"),
        _(
            "We reach %(mail)s members by e-mail, %(letter)s by letter and %(phone)s by telephone;"
            " %(here)s were here this month, %(new)s are new, %(quiet)s have gone quiet."
        )
        % cells,
        [
            (_("Reached by e-mail, today"), cells["mail"]),
            (_("Reached by letter, today"), cells["letter"]),
            (_("Reached by telephone, today"), cells["phone"]),
            (_("Were here: signed in or did something"), cells["here"]),
            (_("Joined"), cells["new"]),
            (_("Gone quiet: here in the 90 days before, not in the last 90"), cells["quiet"]),
        ],
    )


def work_used(actor: Actor, month: Month) -> Used:
    """An estimate from below: each quarter of an hour in which somebody wrote something in a task."""
    demand(may_run_the_office(actor))
    stretches = (
        Event.objects.filter(
            at__gte=month.begins, at__lt=month.ends, hat__in=FOR_OTHERS, account_id__isnull=False
        )
        .annotate(stretch=Floor(Extract("at", "epoch") / STRETCH.total_seconds()))
        .values_list("account_id", "stretch")
        .distinct()
    )
    worked = list(stretches)
    people = len({account for account, _stretch in worked})
    hours = round(len(worked) * STRETCH / timedelta(hours=1))
    few = 0 < people < FEWEST
    return Used(
        _("Work of the team"),
        "",
        [
            (_("People who worked in a task"), cell(people)),
            (
                _("Hours by estimate, all together"),
                _("not shown for so few") if few else spoken.numeral(hours),
            ),
        ],
    )


def _accounts(when: Q) -> set[int]:
    found = Event.objects.filter(when, account_id__isnull=False)
    return {one for one in found.values_list("account_id", flat=True).distinct() if one}
