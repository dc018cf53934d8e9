"""Answers and scores for a person's own file: as stored, in words, and with how they were computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.export_parts import Field, Part, Row, table
from members.queries.ending import for_her_family
from po_platform.access.actor import System
from proms.course import in_language
from proms.models import (
    Assignment,
    DiaryEntry,
    DiaryMeasure,
    Enrolment,
    OwnList,
    PatientNumber,
    ReasonGiven,
    Response,
    ScaleChoice,
    Score,
    Visit,
)
from proms.queries.specs import specs_of
from proms.take_along import form_behind
from questionnaires.summary import in_words

SENT = _("the id of the answers it belongs to")


def prom_parts(actor: System) -> Iterator[Part]:
    """What was asked, what was answered, and the scores made from it.

    What she keeps to herself is in her own file, and in none for her family.
    """
    shown = {"withheld": False} if for_her_family(actor) else {}
    yield table(
        "questions_asked",
        _("Questionnaires on your list"),
        Assignment.objects.visible_to(actor).filter(**shown).order_by("pk"),
        {
            "ref": _("the id of this entry"),
            "instrument__title": _("the questionnaire"),
            "state": _("what became of it"),
            "state_since": _("since when"),
            "asked_by": _("who asked: the organisation, a clinician, or you yourself"),
            "opens_at": _("from when you could answer"),
            "due_at": _("when it was due"),
            "overdue_at": _("from when it was overdue"),
            "closes_at": _("until when you could answer"),
        },
        machine=("ref",),
        instrument__title="questionnaire",
    )
    yield table(
        "answers_sent",
        _("Answers you sent"),
        Response.objects.visible_to(actor).filter(**shown).order_by("pk"),
        {
            "ref": _("the id of these answers"),
            "instrument__title": _("the questionnaire"),
            "instrument__slug": _("its short name"),
            "version__number": _("its version"),
            "version__sha256": _("a checksum (SHA-256) of this version"),
            "translation__language": _("the language you answered in"),
            "answers": _("your answers: the question’s id and what you chose or wrote"),
            "missing": _("why there is no answer, where you said so"),
            "started_at": _("when you began"),
            "authored_at": _(
                "the day they speak of: when you sent them, or what stands on the sheet"
            ),
            "came_at": _("when they reached us"),
            "way": _("how they reached us"),
            "given_by": _("who filled them in"),
            "keyed": _("by how many people your sheet was keyed, where two had to"),
            "private": _("whether you keep them from those who act for you by law"),
            "withheld": _("whether you keep them to yourself"),
            "n_asked": _("how many questions there were"),
            "n_answered": _("how many of them you answered"),
            "assignment__ref": _("the id of the entry on your list"),
            "amended_from__ref": _("the id of the answers these correct"),
            "withdrawn_at": _("when you took them back"),
        },
        machine=_FOR_PROGRAMS,
        instrument__title="questionnaire",
        instrument__slug="short_name",
        version__number="version",
        version__sha256="version_sha256",
        translation__language="language",
        assignment__ref="asked_as",
        amended_from__ref="corrects",
    )
    yield table(
        "visits",
        _("Your visits to a doctor"),
        Visit.objects.visible_to(actor).order_by("pk"),
        {
            "ref": _("the id of this visit"),
            "on": _("the day"),
            "at": _("the time"),
            "with_whom": _("with whom"),
            "made_by": _(
                "who wrote it down: you yourself, a clinician, or who acted for you by law"
            ),
            "made_at": _("when it was written down"),
            "cancelled_at": _("when it was cancelled"),
        },
        machine=("ref",),
    )
    yield table(
        "schedules",
        _("What you are asked when"),
        Enrolment.objects.visible_to(actor).order_by("pk"),
        {
            "ref": _("the id of this entry"),
            "schedule__meant_for": _("for whom it was planned"),
            "anchor_on": _("the day it counts from"),
            "state": _("whether it runs"),
            "paused_until": _("until when it pauses"),
            "reason": _("why it paused or ended"),
            "schedule__clinic__name": _("the clinic whose plan it is"),
            "unshared_at": _("since when it rests, because its clinic does not see your answers"),
            "made_at": _("when it began"),
        },
        machine=("ref",),
        schedule__meant_for="planned_for",
        schedule__clinic__name="clinic",
    )
    yield table(
        "reasons",
        _("Why nothing came"),
        ReasonGiven.objects.visible_to(actor).order_by("pk"),
        {
            "ref": _("the id of this entry"),
            "schedule__meant_for": _("for whom it was planned"),
            "why": _("the reason that was chosen"),
            "until": _("until when it pauses"),
            "shown": _("whether those who see your answers see it"),
            "said_at": _("when it was said"),
        },
        machine=("ref",),
        schedule__meant_for="planned_for",
    )
    yield table(
        "own_words",
        _("What was written down for your doctor"),
        OwnList.objects.visible_to(actor)
        .annotate(by_law=Q(by_law_account__isnull=False))
        .order_by("pk"),
        {
            "about": _(
                "what it is: what matters, questions, what was agreed, or lines of your own record"
            ),
            "visit__ref": _("the id of the visit it is for"),
            "lines": _("the words, the most important first"),
            "by_law": _("whether who acted for you by law wrote it"),
            "written_at": _("when it was written"),
        },
        machine=("visit__ref",),
        visit__ref="visit",
    )
    yield table(
        "diary_measures",
        _("What you measure in your diary"),
        DiaryMeasure.objects.visible_to(actor).order_by("pk"),
        {
            "name": _("what it is"),
            "unit": _("the unit"),
            "low": _("the lowest number there can be"),
            "high": _("the highest number there can be"),
            "direction": _("what a high number means"),
            "shared": _("whether those who see your answers see it"),
            "made_at": _("when you chose it"),
            "ended_at": _("when you stopped measuring it"),
        },
    )
    yield table(
        "diary",
        _("Your diary"),
        DiaryEntry.objects.visible_to(actor).order_by("on", "pk"),
        {
            "on": _("the day"),
            "at": _("the time"),
            "measure__name": _("what you measured"),
            "value": _("the number"),
            "words": _("your words"),
            "event": _("whether it is something that happened"),
            "shared": _("whether those who see your answers see it"),
            "written_at": _("when you wrote it"),
            "taken_back_at": _("when you took it back"),
        },
        measure__name="measure",
    )
    yield table(
        "summary_arranged",
        _("How your summary and your course are arranged"),
        ScaleChoice.objects.visible_to(actor).order_by("pk"),
        {
            "scale": _("the short name of the scale"),
            "place": _("whether it opens first or is folded"),
            "norm": _("the short name of the dotted line beside it"),
            "chosen_at": _("when it was chosen"),
        },
        machine=("scale", "norm"),
    )
    yield table(
        "clinic_numbers",
        _("Clinics that know you by a number of their own"),
        PatientNumber.objects.visible_to(actor).order_by("pk"),
        {"clinic__name": _("the clinic"), "noted_at": _("when it was noted")},
        clinic__name="clinic",
    )
    yield Part("answers_in_words", _("Your answers in words"), _IN_WORDS, _answers(actor, shown))
    yield Part("scores", _("Scores made from your answers"), _SCORES, _scores(actor, shown))


_FOR_PROGRAMS = (
    "ref",
    "instrument__slug",
    "version__sha256",
    "answers",
    "missing",
    "assignment__ref",
    "amended_from__ref",
)
_IN_WORDS = (
    Field("sent", SENT, machine=True),
    Field("sent_at", _("when you sent them")),
    Field("questionnaire", _("the questionnaire")),
    Field("question_id", _("the question’s id"), machine=True),
    Field("question", _("the question as you read it")),
    Field("answer", _("what you chose or wrote, as it is stored"), machine=True),
    Field("answer_in_words", _("the same in words, or why there is no answer")),
)


def _answers(actor: System, shown: Mapping[str, bool]) -> Iterator[Row]:
    responses = Response.objects.visible_to(actor).filter(**shown).order_by("pk")
    for response in responses.select_related("instrument", "version", "translation"):
        for said in in_words(form_behind(response), response.answers, response.missing):
            yield {
                "sent": response.ref,
                "sent_at": response.authored_at,
                "questionnaire": response.instrument.title,
                "question_id": said.link_id,
                "question": said.question,
                "answer": said.value,
                "answer_in_words": said.answer,
            }


_SCORES = (
    Field("sent", SENT, machine=True),
    Field("sent_at", _("when you sent them")),
    Field("questionnaire", _("the questionnaire")),
    Field("scale", _("the short name of the scale"), machine=True),
    Field("scale_in_words", _("what the scale measures")),
    Field("value", _("the score; empty: too few answers")),
    Field("state", _("how complete the answers were")),
    Field("n_answered", _("answers used")),
    Field("n_items", _("questions the scale has")),
    Field("spec_version", _("the version of the rules it was computed by")),
    Field("spec_sha256", _("a checksum (SHA-256) of these rules"), machine=True),
)


def _scores(actor: System, shown: Mapping[str, bool]) -> Iterator[Row]:
    language = get_language() or "en"
    of_shown = {f"response__{name}": value for name, value in shown.items()}
    scores = Score.objects.visible_to(actor).filter(**of_shown).order_by("pk")
    labels = _scale_labels(set(scores.values_list("spec_id", flat=True)), language)
    for score in scores.select_related("response__instrument", "spec"):
        yield {
            "sent": score.response.ref,
            "sent_at": score.authored_at,
            "questionnaire": score.response.instrument.title,
            "scale": score.scale,
            "scale_in_words": labels.get((score.spec_id, score.scale), ""),
            "value": score.value,
            "state": score.state,
            "n_answered": score.n_answered,
            "n_items": score.n_items,
            "spec_version": score.spec.version,
            "spec_sha256": score.spec.sha256,
        }


def _scale_labels(spec_ids: set[int], language: str) -> dict[tuple[int, str], str]:
    return {
        (spec_id, scale.id): in_language(scale.label, language)
        for spec_id, spec in specs_of(spec_ids).items()
        for scale in spec.scales
    }
