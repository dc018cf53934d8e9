"""What programs get, described for the schema; the values come from the queries as they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from po_platform.kit.spoken import last_day
from proms.actions.responses import NotComplete
from proms.models import Assignment

Shape = serializers.Serializer[Any]


class AssignmentOut(Shape):
    """Something on a list. `until`: the last day there is time, where it closes at all; `closes_at` is the moment.

    `timing`: of what waits, whether it is open, due, overdue or closed by now; else null.
    """

    ref = serializers.UUIDField()
    title = serializers.CharField(source="instrument.name")
    instrument = serializers.CharField(source="instrument.slug")
    state = serializers.CharField()
    asked_by = serializers.CharField()
    opens_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    overdue_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    timing = serializers.SerializerMethodField()
    until = serializers.SerializerMethodField()
    questions = serializers.IntegerField(source="version.item_count")
    minutes = serializers.IntegerField(source="instrument.minutes")

    def get_until(self, one: Assignment) -> date | None:
        """As the pages say it."""
        return last_day(one.closes_at) if one.closes_at else None

    def get_timing(self, one: Assignment) -> str | None:
        """As the pages say it."""
        return one.timing() if one.state == Assignment.State.OPEN else None


class AssignmentsOut(Shape):
    """The open list, what is due first on top."""

    results = AssignmentOut(many=True)


class AssignmentFormOut(AssignmentOut):
    """With the form as a FHIR R4 Questionnaire; answers are keyed by its linkIds."""

    languages = serializers.ListField(child=serializers.CharField())
    questionnaire = serializers.DictField()


class ResponseOut(Shape):
    """One sent set of answers. `kept`: whether nobody but its person finds it."""

    ref = serializers.UUIDField()
    client_ref = serializers.UUIDField()
    assignment = serializers.UUIDField(source="assignment.ref", default=None)
    title = serializers.CharField(source="instrument.name")
    instrument = serializers.CharField(source="instrument.slug")
    version = serializers.IntegerField(source="version.number")
    language = serializers.CharField(source="translation.language")
    way = serializers.CharField()
    kept = serializers.BooleanField(source="withheld")
    started_at = serializers.DateTimeField(allow_null=True)
    authored_at = serializers.DateTimeField(help_text="The moment the answers speak of.")
    came_at = serializers.DateTimeField(help_text="When they reached us.")
    n_asked = serializers.IntegerField()
    n_answered = serializers.IntegerField()


class ScoreOut(Shape):
    """One scale of one response; `state` is ok, prorated or not_scorable (then `value` is null).

    `n_answered` of `n_items` are questions, also where a score is made of other scales.
    """

    scale = serializers.CharField()
    value = serializers.DecimalField(12, 4, allow_null=True, coerce_to_string=False)
    state = serializers.CharField()
    n_answered = serializers.IntegerField()
    n_items = serializers.IntegerField()
    spec_version = serializers.CharField(source="spec.version")
    spec_sha256 = serializers.CharField(source="spec.sha256")


class ResponseFullOut(ResponseOut):
    """With answers, reasons for none, and scores."""

    answers = serializers.DictField()
    missing = serializers.DictField()
    scores = ScoreOut(many=True)


class ResponsesOut(Shape):
    """Newest first. `next`: where older ones are, null at the end."""

    results = ResponseOut(many=True)
    next = serializers.CharField(allow_null=True)


class ProblemOut(Shape):
    """One thing to put right; `rows`: the rows of repeating groups around it, from 0."""

    link_id = serializers.CharField()
    rows = serializers.ListField(child=serializers.IntegerField())
    kind = serializers.CharField()
    message = serializers.CharField()


class ProblemsOut(Shape):
    """Answers that cannot be stored as they are."""

    detail = serializers.CharField()
    problems = ProblemOut(many=True)


def problems_out(error: NotComplete) -> dict[str, Any]:
    """What to put right, as ProblemsOut."""
    return {
        "detail": _("Put these answers right and send again."),
        "problems": [
            {
                "link_id": problem.link_id,
                "rows": list(problem.rows),
                "kind": problem.kind,
                "message": str(problem.message),
            }
            for problem in error.problems
        ],
    }


class DetailOut(Shape):
    """A reason in plain words."""

    detail = serializers.CharField()


class CodeOut(Shape):
    """A code as people read it, in groups."""

    code = serializers.CharField()


class PointOut(Shape):
    """One score of a line."""

    at = serializers.DateTimeField()
    value = serializers.DecimalField(12, 4, allow_null=True, coerce_to_string=False)
    state = serializers.CharField()


class BandOut(Shape):
    """A named stretch of a scale, with its source."""

    low = serializers.DecimalField(12, 4, coerce_to_string=False)
    high = serializers.DecimalField(12, 4, coerce_to_string=False)
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name


class ChangeSinceOut(Shape):
    """From which difference on its source calls a change meaningful, by side; null: it gives none."""

    better = serializers.DecimalField(12, 4, allow_null=True, coerce_to_string=False)
    worse = serializers.DecimalField(12, 4, allow_null=True, coerce_to_string=False)
    kind = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name


class LineOut(Shape):
    """One scale over time, oldest first. `change`: null where no source says from where on it counts.

    `given_by`: self, helper or proxy; lines of one scale are never mixed. `missed`: when nothing
    came back. `renewed`: from when on the questions were of another version. `about`: what the scale
    is about, the same for every value; "" until the organisation stands by the intended purpose.
    """

    instrument = serializers.CharField()
    spec = serializers.CharField()
    spec_version = serializers.CharField()
    scale = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    about = serializers.CharField()
    given_by = serializers.ChoiceField(choices=["self", "helper", "proxy"])
    direction = serializers.ChoiceField(choices=["higher_worse", "higher_better"])
    low = serializers.DecimalField(12, 4, coerce_to_string=False)
    high = serializers.DecimalField(12, 4, coerce_to_string=False)
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    bands = BandOut(many=True)
    change = ChangeSinceOut(allow_null=True)
    points = PointOut(many=True)
    missed = serializers.ListField(child=serializers.DateTimeField())
    renewed = serializers.ListField(child=serializers.DateTimeField())


class CourseOut(Shape):
    """Every scale of one person."""

    results = LineOut(many=True)


class PatientOut(Shape):
    """Somebody who shares with the asking clinician; each such look is recorded."""

    subject = serializers.UUIDField()
    name = serializers.CharField()
    birth_year = serializers.IntegerField(allow_null=True)
    shares_since = serializers.DateTimeField()
    shares_until = serializers.DateTimeField(allow_null=True)


class PatientsOut(Shape):
    """By name, a page at a time."""

    results = PatientOut(many=True)
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
