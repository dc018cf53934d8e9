"""Many answers at once: assignments, responses and scores by COPY, scored by the real scorer."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from random import Random
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from po_platform.access.actor import SignedIn
from proms.models import Instrument
from proms.queries.specs import scorers_of
from questionnaires.models import Translation
from questionnaires.queries import form_of, newest_published

from .courses import weekly_answers

ASSIGNMENT = "id ref subject_id instrument_id version_id opens_at due_at closes_at state"
ASSIGNMENT += " state_since asked_by round_key"
RESPONSE = "id ref subject_id client_ref assignment_id instrument_id version_id translation_id"
RESPONSE += " answers missing started_at authored_at came_at given_by way n_asked n_answered"
SCORE = "response_id subject_id spec_id scale value state n_answered n_items authored_at"


class Table:
    """Rows for one COPY; cells are tab separated, None is NULL."""

    def __init__(self, name: str, columns: str) -> None:
        self.name, self.columns = name, columns.split()
        self.rows = io.StringIO()

    def add(self, *cells: object) -> None:
        texts = [
            "\\N"
            if cell is None
            else str(cell).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
            for cell in cells
        ]
        self.rows.write("\t".join(texts) + "\n")

    def write(self) -> None:
        """COPY does not go into a table under row-level security: by way of a temporary one."""
        self.rows.seek(0)
        columns = ", ".join(self.columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"create temporary table arriving on commit drop as"
                f" select {columns} from {self.name} with no data"
            )
            cursor.copy_expert(f"copy arriving ({columns}) from stdin", self.rows)
            cursor.execute(f"insert into {self.name} ({columns}) select {columns} from arriving")
            cursor.execute("drop table arriving")


def write_courses(
    people: list[SignedIn], instrument: Instrument, random: Random, language: str = "en"
) -> int:
    """Two years of weekly answers for each, in this language; returns how many responses."""
    version = newest_published(instrument.questionnaire_id)
    assert version is not None
    definition = form_of(version, language).definition
    translation = Translation.objects.get(version=version, language=language).pk
    scorers = scorers_of(instrument.pk, version.pk)
    codes = {
        item.link_id: [option.code for option in item.options if option.code != "cannot_say"]
        for item in definition.walk()
        if item.options
    }
    assignments, responses, scores = (
        Table("proms_assignment", ASSIGNMENT),
        Table("proms_response", RESPONSE),
        Table("proms_score", SCORE),
    )
    until = timezone.now() - timedelta(days=2)
    total = 0
    with transaction.atomic():
        number = _next_ids()
        for person in people:
            for at, answers in weekly_answers(random, until, codes, language):
                total += 1
                a_id, r_id = number["proms_assignment"] + total, number["proms_response"] + total
                assignments.add(
                    a_id, _uuid(random), person.subject_id, instrument.pk, version.pk,
                    at - timedelta(days=1), None, at + timedelta(days=6), "done", at,
                    "organisation", "",
                )  # fmt: skip
                responses.add(
                    r_id, _uuid(random), person.subject_id, _uuid(random), a_id, instrument.pk,
                    version.pk, translation, json.dumps(answers), "{}",
                    at - timedelta(minutes=4), at, at, "self", "screen", 8, len(answers),
                )  # fmt: skip
                for spec_id, scorer in scorers:
                    for name, score in scorer.score(answers).scales.items():
                        scores.add(
                            r_id, person.subject_id, spec_id, name, score.value, score.state,
                            score.n_answered, score.n_items, at,
                        )  # fmt: skip
        for table in (assignments, responses, scores):
            table.write()
        _move_ids(number, total)
    return total


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def _next_ids() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in ("proms_assignment", "proms_response"):
            cursor.execute(f"lock table {table} in exclusive mode")
            cursor.execute(f"select coalesce(max(id), 0) from {table}")
            found[table] = int(cursor.fetchone()[0])
    return found


def _move_ids(number: dict[str, int], total: int) -> None:
    with connection.cursor() as cursor:
        for table, start in number.items():
            cursor.execute(
                "select setval(pg_get_serial_sequence(%s, 'id'), %s)",
                [table, start + max(total, 1)],
            )
