"""What is sent around columns: an offer, how its author is named, one text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from education.models import Column

from .expert_sessions import DeclareForm, own_interests
from .writing import area, line


class OfferColumnForm(forms.Form):
    """A column for one voice."""

    title = line(_("What is the column called?"), needed=True, longest=120)
    about = area(
        _("What will it be about?"), rows=3, longest=600,
        hint=_("It stands above the texts. You can leave it empty."),
    )  # fmt: skip
    voice = forms.ChoiceField(
        label=_("Who writes it?"), choices=Column.Voice.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("In which language?"), choices=settings.LANGUAGES)


class ColumnAuthorForm(DeclareForm):
    """How she is named beside her texts."""

    public_name = line(
        _("Under which name do you write?"), needed=True, longest=80,
        hint=_("Your name or another one. It stands beside each text, for everybody."),
    )  # fmt: skip
    background = line(
        _("What shall readers know about you?"),
        hint=_("For example: “lives with it since 2009”, “nurse in a clinic”. You can leave it"
               " empty."),
    )  # fmt: skip
    field_order = ("public_name", "background", "has_interests", "interests")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_interests(self)

    def said(self) -> dict[str, Any]:
        """As the actions take it."""
        given = self.cleaned_data
        names = {name: given[name] for name in ("public_name", "background")}
        return {**names, **self.declared()}


class ColumnTextForm(forms.Form):
    """One text."""

    title = line(_("Title"), needed=True)
    sentence = line(_("What is it about, in one sentence?"), needed=True, longest=300)
    words = area(
        _("Your text"), needed=True, rows=18,
        hint=_("An empty line parts two paragraphs. Write what is yours to tell: no names of"
               " others, no doses, no advice to change a treatment."),
    )  # fmt: skip
