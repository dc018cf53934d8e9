"""What is sent around buddies: an offer, an ask, an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.buddy_rules import LONGEST
from education.example_rules import may_be_given
from education.models.buddies import MOST_PEOPLE
from po_platform.access.refusals import Denied

DANGER = "danger"


def _agreed() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("I have read this, and I keep to it"),
        error_messages={"required": _("Read what buddies agree to, and tick it")},
    )


class OfferForm(forms.Form):
    """What others read of her, for how many people she is there, and until when she is away."""

    mark_optional = False
    words = forms.CharField(
        label=_("A few words for who looks for a buddy"), max_length=LONGEST,
        widget=forms.Textarea({"rows": 4, "class": "people"}),
        help_text=_(
            "They stand beside your display name. For example: what helped you on the way, and on"
            " which days you read messages. Leave out what is nobody’s business."
        ),
        error_messages={"required": _("Write a few words")},
    )  # fmt: skip
    most_people = forms.TypedChoiceField(
        label=_("For how many people at a time?"), coerce=int, widget=forms.RadioSelect,
        choices=[(n, str(n)) for n in range(1, MOST_PEOPLE + 1)], initial=1,
        error_messages={"required": _("Choose a number")},
    )  # fmt: skip
    away_until = forms.DateField(
        label=_("Away until"), required=False,
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        help_text=_("Leave it empty if you are there. Until then nobody new asks you."),
        error_messages={"invalid": _("Write the day like this: 2026-03-04")},
    )  # fmt: skip
    with_group = forms.BooleanField(
        label=_("Members of my local groups may find me first"), required=False,
        help_text=_(
            "Whoever is in one of your local groups and looks there first then reads that you are in"
            " one of them, too. Leave it empty, and nobody learns it here."
        ),
    )  # fmt: skip
    agreed = _agreed()

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        verdict = may_be_given(words)
        if isinstance(verdict, Denied):
            raise ValidationError(verdict.reason, code=DANGER)
        return words

    def clean_away_until(self) -> date | None:
        day: date | None = self.cleaned_data["away_until"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_now("Choose a day that lies ahead."), code="past")
        return day

    def offered(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("words", "most_people", "away_until", "with_group")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def in_danger(self) -> bool:
        """Whether its words sound so."""
        return self.is_bound and self.has_error("words", DANGER)


class AskForm(forms.Form):
    """That she agrees to the boundaries."""

    agreed = _agreed()
