"""A guide's question, its answer, and when guides meet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.models import SupervisionQuestion
from education.queries.supervision import tells_too_much
from education.supervision import month_of
from members.queries.event_shown import house_zone
from po_platform.access.actor import Actor
from po_platform.kit.forms_look import Hinted

State = SupervisionQuestion.State


class _WithoutNames(forms.Form):
    """A text in which nobody is named. `actor`: whose people are known by name."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor

    def _checked(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        found = tells_too_much(actor=self._actor, text=text)
        if found:
            words = _now("This could tell who it is: %(found)s. Say it without.")
            raise forms.ValidationError(words % {"found": ", ".join(found)})
        return text


class QuestionForm(_WithoutNames):
    """One question."""

    text = forms.CharField(
        label=_("Your question"), max_length=2000,
        widget=forms.Textarea({"rows": 5, "class": "people"}),
        help_text=_(
            "Without names, places, numbers, and without what only one person has lived through."
        ),
        error_messages={"required": _("Write your question")},
    )  # fmt: skip

    def clean_text(self) -> str:
        return self._checked("text")


class AnswerForm(_WithoutNames):
    """In writing, or in the meeting."""

    state = forms.ChoiceField(
        label=_("How do you answer?"), widget=forms.RadioSelect,
        choices=[
            (State.ANSWERED, Hinted(_("In writing"), _("All guides read it here."))),
            (State.MEETING, Hinted(_("In the meeting"), _("It stays on the list until then."))),
        ],
        error_messages={"required": _("Choose how you answer")},
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Your answer"), max_length=4000, required=False,
        widget=forms.Textarea({"rows": 6, "class": "people"}),
    )  # fmt: skip

    def clean_answer(self) -> str:
        return self._checked("answer")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("state") == State.ANSWERED and not found.get("answer") and not self.errors:
            self.add_error("answer", _now("Write your answer"))
        return found


class MeetingForm(forms.Form):
    """Day, hour and place."""

    day = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={
            "required": _("Write the day"), "invalid": _("Write the day like this: 2026-03-04"),
        },
    )  # fmt: skip
    hour = forms.TimeField(
        label=_("At what time?"),
        widget=forms.TimeInput({"type": "time", "class": "w-short"}, format="%H:%M"),
        error_messages={
            "required": _("Write the time"), "invalid": _("Write the time like this: 17:30"),
        },
    )  # fmt: skip
    place = forms.CharField(
        label=_("Where, or with which link?"), max_length=200,
        error_messages={"required": _("Write the place or the link")},
    )  # fmt: skip

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_now("Choose a day that lies ahead."))
        return day

    def meeting(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        at = datetime.combine(given["day"], given["hour"], tzinfo=house_zone())
        return {"month": month_of(given["day"]), "meets_at": at, "place": given["place"]}
