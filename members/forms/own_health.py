"""What a member says about her diagnoses, what has changed, and where she stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.models import MemberCondition, Standing
from members.queries.changed import News
from members.queries.conditions import Said, catalogue

from .me import _zones
from .part_date import PartDateField

Status = MemberCondition.Status


class SaidForm(forms.Form):
    """How sure it is, and since when."""

    status = forms.ChoiceField(
        label=_("How sure is it?"), choices=Status.choices, widget=forms.RadioSelect
    )
    since = PartDateField(
        label=_("Since when?"),
        required=False,
        help_text=_("The year is enough, and you can leave it empty."),
    )


class SayForm(SaidForm):
    """One more diagnosis."""

    condition = forms.TypedChoiceField(label=_("Which diagnosis?"), coerce=int)
    field_order = ["condition", "status", "since"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["condition"].choices = [("", _now("Choose one")), *catalogue()]  # type: ignore[attr-defined]  # a ChoiceField


class NewsForm(forms.Form):
    """What has changed; whatever is left as it is stays as it is."""

    mark_optional = False

    condition = forms.TypedChoiceField(
        label=_("A new diagnosis"), coerce=int, empty_value=None, required=False
    )
    status = forms.ChoiceField(
        label=_("How sure is the new diagnosis?"),
        choices=[(one.value, one.label) for one in (Status.CONFIRMED, Status.SUSPECTED)],
        required=False,
        widget=forms.RadioSelect,
    )
    since = PartDateField(
        label=_("Since when do you have it?"),
        required=False,
        help_text=_("The year is enough, and you can leave it empty."),
    )
    instead_of = forms.TypedChoiceField(
        label=_("It turned out that I do not have"), coerce=UUID, empty_value=None, required=False
    )
    time_zone = forms.ChoiceField(
        label=_("Where I live now"),
        required=False,
        help_text=_(
            "A large city with the same clock as yours. Then we show you the groups near you too."
        ),
    )
    language = forms.ChoiceField(label=_("My language now"), required=False)
    clinic = forms.BooleanField(
        label=_("I no longer go to a doctor or clinic I share with"), required=False
    )

    def __init__(self, said: list[Said], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_it_is = ("", _now("As before"))
        choices: dict[str, list[Any]] = {
            "condition": [("", _now("None")), *catalogue()],
            "instead_of": [
                ("", _now("None")),
                *((str(one.ref), one.name) for one in said if not one.is_over),
            ],
            "time_zone": [as_it_is, *_zones()],
            "language": [as_it_is, *settings.LANGUAGES],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # ChoiceFields
        self._condition_of = {one.ref: one.condition_id for one in said}
        if len(choices["instead_of"]) == 1:
            del self.fields["instead_of"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        condition, instead = given.get("condition"), given.get("instead_of")
        if condition and not given.get("status"):
            self.add_error(
                "status", _now("Say whether the new diagnosis is confirmed or suspected")
            )
        if condition and instead and self._condition_of.get(instead) == condition:
            self.add_error("instead_of", _now("Choose another one than the new diagnosis"))
        if not self.errors and self.news() == News():
            self.add_error(None, _now("Say at least one thing that has changed"))
        return given

    def news(self) -> News:
        """What was said; a state or date without a diagnosis says nothing."""
        given = self.cleaned_data
        condition = given.get("condition")
        return News(
            condition,
            given.get("status") or "" if condition else "",
            given.get("since") or "" if condition else "",
            given.get("instead_of"),
            given.get("time_zone") or "",
            given.get("language") or "",
            bool(given.get("clinic")),
        )


class WhereForm(forms.Form):
    """Where somebody stands."""

    mark_optional = False

    where = forms.ChoiceField(
        label=_("Where do you stand?"),
        choices=Standing.Where.choices,
        widget=forms.RadioSelect,
        help_text=_("Only you see this. You can change it at any time."),
    )


class AskForm(forms.Form):
    """A line to those who lead a group."""

    words = forms.CharField(
        label=_("A line to those who lead the group"),
        max_length=300,
        required=False,
        help_text=_("They read it with your display name. It is deleted when they have answered."),
        widget=forms.Textarea({"rows": 2, "class": "house"}),
    )
