"""What the consent and what is known of people answers in a release: as it is at its moment."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import connection

from po_platform.access.actor import System
from registry.from_consent import Teller
from registry.models import Release
from registry.queries.from_consent import answered_by_consent, known_of
from registry.request_shown import Shown

ROWS = """
with told as (
  select u.subject_id, u.form_id, u.said::jsonb as said, u.alone,
         array(select jsonb_array_elements_text(u.names::jsonb)) as names
    from unnest(%(subjects)s::uuid[], %(forms)s::bigint[], %(said)s::text[], %(names)s::text[],
                %(alone)s::bool[]) u (subject_id, form_id, said, names, alone)),
laid as (
  update registry_releaserow r
     set answers = (r.answers - t.names) || t.said, missing = r.missing - t.names,
         provenance = r.provenance - t.names
    from told t
   where r.release_id = %(release)s and r.subject_id = t.subject_id and r.form_id = t.form_id)
insert into registry_releaserow (release_id, subject_id, form_id, event_id, instance,
                                 repeats_event, answers, missing, provenance)
select %(release)s, t.subject_id, t.form_id, null, 0, false, t.said, '{}'::jsonb, '{}'::jsonb from told t
 where t.alone and t.said <> '{}'::jsonb and not exists (
   select 1 from registry_releaserow r
    where r.release_id = %(release)s and r.subject_id = t.subject_id and r.form_id = t.form_id)
"""


def lay_over(
    actor: System,
    release: Release,
    shown: Shown,
    people: Collection[UUID],
    forms: Mapping[int, str],
) -> None:
    """Lays the answers over what was copied; a form nobody filled in gets a row for them.

    Part of the one transaction that freezes the release. `forms`: id → name.
    """
    chosen = set(release.request.variables)
    teller = Teller(shown.layout.definition, answered_by_consent(shown.version))
    if not people or not chosen & {*teller.named, *teller.hanging}:
        return
    dataset = release.request.dataset
    known = known_of(actor=actor, registry_id=dataset.registry_id, subjects=people)
    at_visits = set(dataset.events.values_list("forms", flat=True))
    repeats = set(dataset.forms.filter(repeats=True).values_list("pk", flat=True))
    rows: list[tuple[UUID, int, str, str, bool]] = []
    for pk, name in forms.items():
        wanted = {one.link_id for one in shown.layout.questions.get(name, ())} & chosen
        alone = pk not in at_visits and pk not in repeats
        for subject, one in known.items():
            answers = {n: value for n, value in teller.of(one).items() if n in wanted}
            if answers:
                said = {n: value for n, value in answers.items() if value is not None}
                rows.append((subject, pk, json.dumps(said), json.dumps([*answers]), alone))
    if not rows:
        return
    columns = zip(
        ("subjects", "forms", "said", "names", "alone"), zip(*rows, strict=True), strict=True
    )
    values = {name: list(column) for name, column in columns}
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {**values, "release": release.pk})
