"""Computing earlier answers again by a newer rule: rows are added, none is changed."""

from __future__ import annotations

import logging
from collections import Counter
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from audit.actions import record
from notifications.jobs import every
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from proms.actions.responses import scored_rows
from proms.attach import sources_to_json
from proms.fitting import tried
from proms.models import Instrument, Rescoring, Response, Score
from proms.models import ScaleSpec as SpecRow
from proms.queries.specs import scorers_of, specs_of
from proms.rules import may_compute_again
from proms.scoring import Scorer
from questionnaires.models import Version

log = logging.getLogger(__name__)
PAGE = 50  # people in one transaction
PAGES = 20  # in one run of the job; the next tick goes on
Numbers = dict[tuple[int, str], dict[str, Score]]  # response id, kind of rule → scale → newest row


def start_scoring_again(*, actor: Actor, instrument: Instrument) -> bool:
    """Notes that answers to it shall be computed again; the tick does it. False: it runs already.

    The newest rule of each kind is fitted to earlier versions too, where every item is found.
    """
    demand(may_compute_again(actor))
    with transaction.atomic():
        made, is_new = Rescoring.objects.get_or_create(
            instrument=instrument,
            done_at=None,
            defaults={
                "asked_by_account": actor.account_id if isinstance(actor, SignedIn) else None
            },
        )
        if is_new:
            _fit_to_earlier_versions(instrument)
            record(actor=actor, verb="proms.rescoring.started", thing=made)
    return is_new


def score_again() -> int:
    """Goes on with every open run, page by page; returns how many sets of answers it looked at.

    Each page commits with the person it reached, so a killed run is taken up where it was. Somebody
    whose answers cannot be computed is counted and passed over.
    """
    looked = 0
    for _page in range(PAGES):
        with acting_as(System(Purpose.SCORE)):
            current = (
                Rescoring.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(done_at=None)
                .order_by("pk")
                .first()
            )
            if current is None:
                break
            looked += _page_of(current)
    return looked


def _page_of(current: Rescoring) -> int:
    subjects = _subjects(current)
    looked, changed = 0, Counter(current.changed)
    rules = Rules(current.instrument_id)
    for subject in subjects:
        try:
            with transaction.atomic():
                seen, added, others = _person(rules, subject)
        except (OperationalError, InterfaceError):
            raise  # the database was away: the next tick tries again
        except Exception:
            log.exception("computing again, run %s", current.pk)
            current.failed += 1
            continue
        looked += seen
        current.added += added
        changed.update(others)
    current.looked, current.changed = current.looked + looked, dict(changed)
    if subjects:
        current.reached = subjects[-1]
    if len(subjects) < PAGE:
        current.done_at = timezone.now()
    current.save(update_fields=["looked", "added", "failed", "changed", "reached", "done_at"])
    return looked


class Rules(dict[int, "list[tuple[int, Scorer]]"]):
    """The rules of each version, asked for once a page."""

    def __init__(self, instrument_id: int) -> None:
        super().__init__()
        self.instrument_id = instrument_id

    def __missing__(self, version_id: int) -> list[tuple[int, Scorer]]:
        self[version_id] = found = scorers_of(self.instrument_id, version_id)
        return found


def _person(rules: Rules, subject: UUID) -> tuple[int, int, Counter[str]]:
    """How many sets of answers one person has, rows added, numbers that are others than before."""
    with acting_as(System(Purpose.SCORE, subject)) as actor:
        responses = list(
            Response.objects.visible_to(actor).filter(
                subject_id=subject, instrument_id=rules.instrument_id, withdrawn_at=None
            )
        )
        before, there = _numbers(actor, responses)
        rows: list[Score] = []
        for response in responses:
            for spec_id, scorer in rules[response.version_id]:
                if (response.pk, spec_id) not in there:
                    rows += scored_rows(response, spec_id, scorer)
        Score.objects.bulk_create(rows, ignore_conflicts=True)
        return len(responses), len(rows), _others(rows, before)


def _numbers(actor: Actor, responses: list[Response]) -> tuple[Numbers, set[tuple[int, int]]]:
    """The newest number of each scale, and which rule scored which response already."""
    scores = Score.objects.visible_to(actor).filter(response__in=responses).order_by("spec_id")
    listed, found = list(scores), Numbers()
    kinds = _kinds({score.spec_id for score in listed})
    for score in listed:
        key = score.response_id, kinds[score.spec_id]
        found.setdefault(key, {})[score.scale] = score
    return found, {(score.response_id, score.spec_id) for score in listed}


def _others(rows: list[Score], before: Numbers) -> Counter[str]:
    kinds, found = _kinds({row.spec_id for row in rows}), Counter[str]()
    for row in rows:
        earlier = before.get((row.response_id, kinds[row.spec_id]), {}).get(row.scale)
        if earlier is None or (earlier.value, earlier.state) != (row.value, row.state):
            found[row.scale] += 1
    return found


def _kinds(spec_ids: set[int]) -> dict[int, str]:
    return {pk: spec.id for pk, spec in specs_of(spec_ids).items()} if spec_ids else {}


def _subjects(current: Rescoring) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select subject_id from subjects_to_score(%s, %s, %s)",
            [current.instrument_id, current.reached, PAGE],
        )
        return [subject for (subject,) in cursor.fetchall()]


def _fit_to_earlier_versions(instrument: Instrument) -> None:
    versions = list(Version.objects.filter(questionnaire_id=instrument.questionnaire_id))
    rows = list(SpecRow.objects.select_for_update().filter(instrument=instrument).order_by("-pk"))
    specs, seen = specs_of({row.pk for row in rows}), set()
    for row in rows:
        spec = specs[row.pk]
        if spec.id in seen:
            continue
        seen.add(spec.id)
        lacking = [one for one in versions if str(one.pk) not in row.attachment]
        found = {str(one.pk): tried(one, spec) for one in lacking}
        more = {key: sources_to_json(f.sources) for key, f in found.items() if f.complete}
        if more:
            row.attachment = {**row.attachment, **more}
            row.save(update_fields=["attachment"])


def connect() -> None:
    """Once at start."""
    every(15, "proms.score_again", score_again)
