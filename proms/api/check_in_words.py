"""What programs of curators send of a check-in's wording: the forms of its pages, in two languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from proms.api.of_form import OfForm
from proms.api.shapes_in import StrictShape
from proms.check_in import Question, Scale
from proms.check_in.lacking import LANGUAGES
from proms.check_in_forms import (
    MOST_ANSWERS,
    MOST_BANDS,
    AnswersForm,
    BandsForm,
    QuestionForm,
    RatingForm,
    ScaleForm,
    TitleForm,
)

KINDS = ["choice", "rating", "text"]


class WordsField(serializers.DictField):
    """Language → words, one language at least until it is published."""

    child = serializers.CharField(allow_blank=True, max_length=600)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        given: dict[str, str] = super().to_internal_value(data)
        if set(given) - set(LANGUAGES):
            raise serializers.ValidationError(_("Write in English (en) and German (de)."))
        return given


class WordsIn(OfForm):
    """A shape with words in it: {"en": …, "de": …} for each field of the page."""

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        return super().validate(flat(given))


def flat(given: dict[str, Any], end: str = "") -> dict[str, Any]:
    """As the form names it: {"words": {"en": …}} → {"words_en": …}."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, dict):
            found |= {f"{name}{end}_{language}": words for language, words in value.items()}
        else:
            found[f"{name}{end}"] = value
    return found


class TitleIn(WordsIn):
    """What it is called, and a sentence before its first question."""

    title = WordsField()
    about = WordsField(required=False)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return TitleForm(typed, content=self.context["content"])


class QuestionChangeIn(WordsIn):
    """A question's words. `only_if`: asked only after an answer to this one counting `at_least`."""

    words = WordsField()
    help = WordsField(required=False)
    only_if = serializers.CharField(required=False, allow_blank=True, max_length=20)
    at_least = serializers.IntegerField(required=False)

    def validate_only_if(self, name: str) -> str:
        if name and name not in dict(self.context["before"]):
            raise serializers.ValidationError(_("Choose a question that comes before this one."))
        return name

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return QuestionForm(typed, question=self.context["question"], before=self.context["before"])


class QuestionIn(QuestionChangeIn):
    """A new one; how it is answered never changes after."""

    kind = serializers.ChoiceField(KINDS)


class RowIn(StrictShape):
    """One line; without words it is left out."""

    words = WordsField(required=False)


class AnswerRowIn(RowIn):
    """An answer to choose; without `counts` it counts as none."""

    counts = serializers.IntegerField(required=False, allow_null=True)


class BandRowIn(RowIn):
    """A word for a stretch of the scale, up to where the next one begins."""

    begins = serializers.DecimalField(8, 2, required=False, allow_null=True)


class RowsIn(WordsIn):
    """The whole list each time, in its order: a line keeps the name of the one that stood there."""

    rows: str
    number: str

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        lines = given[self.rows]
        found: dict[str, Any] = {}
        for n, line in enumerate(lines):
            found |= flat({"words": line.get("words", {})}, str(n))
            number = line.get(self.number)
            found[f"number{n}"] = "" if number is None else f"{number}"
        self.count = len(lines)
        return super().validate(found)


class AnswersIn(RowsIn):
    """The answers of a question, with what each counts."""

    rows, number = "answers", "counts"
    answers = serializers.ListField(child=AnswerRowIn(), max_length=MOST_ANSWERS)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return AnswersForm(typed, question=self.context["question"], rows=self.count)


class RatingIn(WordsIn):
    """From which number to which, and what the ends mean."""

    low = serializers.IntegerField()
    high = serializers.IntegerField()
    low_words = WordsField(required=False)
    high_words = WordsField(required=False)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return RatingForm(typed, question=self.context["question"])


class ScaleIn(WordsIn):
    """A number made of the answers to these questions; `about`: what it shows, in one sentence."""

    words = WordsField()
    about = WordsField(required=False)
    of = serializers.ListField(child=serializers.CharField(max_length=20))
    combine = serializers.ChoiceField(["sum", "mean"])
    missing = serializers.ChoiceField(["all", "half"])
    direction = serializers.CharField(max_length=20, help_text="higher_better or higher_worse")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        self.chosen = given.pop("of")
        return super().validate(given)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        held: Scale = self.context["scale"] or Scale("", {})
        sent = {**typed, "of": self.chosen}
        return ScaleForm(sent, scale=held, questions=self.context["counting"])


class BandsIn(RowsIn):
    """Words for the stretches of a scale."""

    rows, number = "bands", "begins"
    bands = serializers.ListField(child=BandRowIn(), max_length=MOST_BANDS)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return BandsForm(typed, scale=self.context["scale"], rows=self.count)


class PartIn(StrictShape):
    """`up`: before the question asked before it. `out`: taken out, or with false back in."""

    up = serializers.BooleanField(required=False)
    out = serializers.BooleanField(required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if len(given) != 1 or given.get("up") is False:
            raise serializers.ValidationError(_("Say one thing: up, or out."))
        return given


def answers_in(question: Question) -> type[AnswersIn | RatingIn]:
    """What is sent for the answers of this kind of question."""
    return RatingIn if question.kind == "rating" else AnswersIn
