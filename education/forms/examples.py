"""What is sent around examples: the words others may read, and what an editor says to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from education.example_rules import LONGEST, may_be_given
from education.models import StepExample
from po_platform.access.refusals import Denied

from .writing import line

DANGER = "danger"


class GiveForm(forms.Form):
    """Her words, as others may read them."""

    mark_optional = False
    words = forms.CharField(
        label=_("What others may read"), max_length=LONGEST,
        widget=forms.Textarea({"rows": 6, "class": "people"}),
        help_text=_("Change what you like. What you wrote on the step stays as it is."),
        error_messages={"required": _("Write what others may read")},
    )  # fmt: skip

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        verdict = may_be_given(words)
        if isinstance(verdict, Denied):
            raise ValidationError(verdict.reason, code=DANGER)
        return words

    @property
    def in_danger(self) -> bool:
        """Whether its words sound so."""
        return self.is_bound and self.has_error("words", DANGER)


class CheckExampleForm(forms.Form):
    """Whether others read it."""

    stood = forms.ChoiceField(
        choices=[(one, one) for one in ("new", "shown")], widget=forms.HiddenInput
    )
    verdict = forms.ChoiceField(
        label=_("Shall others on this programme read it?"), widget=forms.RadioSelect,
        choices=[
            (StepExample.State.SHOWN, _("Yes, show it")),
            (StepExample.State.KEPT, _("No, and I say why")),
        ],
        error_messages={"required": _("Choose one of the two")},
    )  # fmt: skip
    why = line(
        _("Why not?"), longest=300,
        hint=_("Whoever wrote it reads this. Be kind: she can give it in other words."),
    )  # fmt: skip

    def __init__(self, *args: Any, stood: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["stood"] = stood
        if stood == StepExample.State.SHOWN:
            verdict: Any = self.fields["verdict"]
            verdict.label = _("Others read it now. Shall it be taken off?")
            verdict.choices = [(StepExample.State.KEPT, _("Yes, and I say why"))]
            verdict.initial = StepExample.State.KEPT
            self.fields["why"].label = _("Why?")
