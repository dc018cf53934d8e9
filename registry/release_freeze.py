"""The moment of a release: who agrees now and what is known of them, copied by one statement."""

from __future__ import annotations

import json
from collections.abc import Hashable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from po_platform.access.actor import System
from po_platform.kit.crypto import open_for_application, seal_for_application
from registry.actions.counting import subjects_of
from registry.applying import applying
from registry.cohort import each_in
from registry.cohort_sql import people
from registry.k_anonymity import to_blank
from registry.layout import AGE, OLDEST_TOLD
from registry.models import Release, ReleaseRow, ReleaseSubject
from registry.pseudonyms import days_shifted, pseudonym
from registry.release_rows import SHIFTED, as_agreed
from registry.release_told import lay_over
from registry.request_shown import Shown
from registry.research import as_research

COPY = """
with who as materialized ({people}),
named as (
  insert into registry_releasesubject (release_id, subject_id, pseudonym)
  select %s, subject_id, '' from who)
insert into registry_releaserow (release_id, subject_id, form_id, event_id, instance,
                                 repeats_event, answers, missing, provenance)
select %s, e.subject_id, e.form_id, e.event_id, e.instance, e.repeats_event,
       (select coalesce(jsonb_object_agg(key, value), '{{}}') from jsonb_each(e.answers)
         where key = any(%s) and coalesce(not jsonb_exists(h.gone, key), true))
       || case when %s and e.born_year is not null
          then jsonb_build_object(%s, least(%s, greatest(0, %s - e.born_year)))
          else '{{}}'::jsonb end
       || case when e.occurred_on <> '' and jsonb_exists(w.days, e.form_id::text)
          then jsonb_build_object(w.days ->> e.form_id::text, e.occurred_on)
          else '{{}}'::jsonb end,
       (select coalesce(jsonb_object_agg(key, value), '{{}}') from jsonb_each(e.missing)
         where key = any(%s) and coalesce(not jsonb_exists(h.gone, key), true)),
       (select coalesce(jsonb_object_agg(key, case when jsonb_exists(value, 'ok_at')
                 then jsonb_build_object('how', value -> 'how', 'ok_at', '')
                 else jsonb_build_object('how', value -> 'how') end), '{{}}')
          from jsonb_each(e.provenance)
         where key = any(%s) and coalesce(not jsonb_exists(h.gone, key), true))
  from registry_entry e join who on who.subject_id = e.subject_id
  cross join (select %s::jsonb as days) w
  {around} cross join lateral (select %s::jsonb -> ({key}) as gone) h
 where e.form_id = any(%s)
"""


class NotReconciled(Exception):
    """What was copied is not what the cohort counts: nothing of it stays."""


def key_of(release: Release) -> bytes:
    """The key its pseudonyms are made with, while it lasts."""
    return bytes.fromhex(open_for_application(release.sealed_key, _place(release.ref)))


def sealed_key(ref: UUID, key: bytes) -> str:
    """As it is stored."""
    return seal_for_application(key.hex(), _place(ref))


def _place(ref: UUID) -> str:
    return f"registry_release|key|{ref}"


def freeze(actor: System, release: Release, shown: Shown) -> datetime:
    """Copies everybody of the cohort with what was asked for; the moment it speaks of.

    Raises NotReconciled when a second count finds other people; the caller’s transaction goes.
    """
    row = release.request
    forms = dict(row.dataset.forms.values_list("name", "pk"))
    wanted = [
        forms[form] for form, items in shown.layout.all_of.items()
        if any(item.link_id in row.variables for item in items)
    ]  # fmt: skip
    criteria, use = shown.criteria(), release.use
    chosen = [*row.variables]
    asked = {*chosen, *(one.field for one in each_in(criteria))}
    days = {forms[form]: name for form, name in shown.layout.days.items() if name in chosen}
    aged = shown.layout.ages and AGE in chosen
    year = timezone.localdate().year
    with as_research(row.dataset.registry_id, use) as cursor:
        still = applying(cursor, shown.layout, forms, asked)
        statement = people(shown.layout, forms, criteria, still=still)
        values = [
            *statement.values, release.pk, release.pk, chosen, aged, AGE, OLDEST_TOLD, year,
            chosen, chosen if release.origins else [], json.dumps(days), json.dumps(still.hidden),
            wanted,
        ]  # fmt: skip
        copy = COPY.format(people=statement.sql, around=still.around, key=still.key)
        cursor.execute(copy, values)
    found = ReleaseSubject.objects.visible_to(actor).filter(release=release)
    copied = set(found.values_list("subject_id", flat=True))
    if copied != subjects_of(row.dataset, shown.layout, criteria, use):
        raise NotReconciled
    lay_over(actor, release, shown, copied, {pk: name for name, pk in forms.items()})
    with connection.cursor() as cursor:
        cursor.execute("select statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def give_pseudonyms(actor: System, release: Release) -> list[str]:
    """Everybody’s name in this release, in an order that tells nothing."""
    key = key_of(release)
    rows = list(ReleaseSubject.objects.visible_to(actor).filter(release=release))
    for one in rows:
        one.pseudonym = pseudonym(key, one.subject_id)
    ReleaseSubject.objects.visible_to(actor).bulk_update(rows, ["pseudonym"], 500)
    return sorted(one.pseudonym for one in rows)


def blank_marks(actor: System, release: Release, shown: Shown, least: int) -> int:
    """Takes away what people could be known by where too few share it; of how many people."""
    marks = [*release.request.kept_apart]
    if not marks:
        return 0
    by_person: dict[UUID, dict[str, set[str]]] = {
        subject: {name: set() for name in marks}
        for subject in ReleaseSubject.objects.visible_to(actor)
        .filter(release=release)
        .values_list("subject_id", flat=True)
    }
    dates, key = release.request.dates, key_of(release)
    moved = shown.layout.dated if dates == SHIFTED else frozenset()
    rows = ReleaseRow.objects.visible_to(actor).filter(release=release)
    for subject, answers in rows.values_list("subject_id", "answers").iterator():
        told = as_agreed(shown.layout, answers, dates, days_shifted(key, subject))
        for name in marks:
            if name in told and name not in moved:  # a moved date is nobody’s mark any more
                by_person[subject][name].add(json.dumps(told[name], sort_keys=True))
    looks: dict[UUID, Hashable] = {
        subject: tuple(tuple(sorted(found[name])) for name in marks)
        for subject, found in by_person.items()
    }
    blank = to_blank(looks, least)
    with connection.cursor() as cursor:
        cursor.execute(
            "update registry_releaserow set answers = answers - %s::text[],"
            " missing = missing - %s::text[], provenance = provenance - %s::text[]"
            " where release_id = %s and subject_id = any(%s)",
            [marks, marks, marks, release.pk, list(blank)],
        )
    return len(blank)
