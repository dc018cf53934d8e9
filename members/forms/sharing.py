"""What a member wants to share, and the code on the other side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.lengths import Length
from members.models import Clinic
from members.offers import Offer
from members.purposes import CARE
from po_platform.kit.forms_look import Hinted

LENGTHS = [
    (Length.VISIT, Hinted(_("For one visit"), _("It ends by itself after 7 days."))),
    (Length.QUARTER, Hinted(_("For 3 months"), _("It ends by itself. You can end it sooner."))),
    (Length.YEAR, Hinted(_("For 12 months"), _("It ends by itself. You can end it sooner."))),
    (Length.OPEN, Hinted(_("Until I end it"), _("You can end it on any day."))),
]


class OfferForm(forms.Form):
    """What is shared, with whom and for how long."""

    meant_for = forms.CharField(
        label=_("Who is it for?"),
        max_length=80,
        help_text=_("A name as you would write it on an envelope, for example Dr Nasser."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reach = forms.ChoiceField(
        label=_("Is that one person or a clinic?"),
        choices=[
            ("person", Hinted(_("One person"), _("Nobody else may look."))),
            (
                "clinic",
                Hinted(
                    _("A clinic or practice"),
                    _("Everyone who works there may look. You see their names."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )
    scope = forms.MultipleChoiceField(
        label=_("What may they see?"),
        choices=lambda: [
            (scope.code, Hinted(scope.label, scope.hint)) for scope in CARE.choosable()
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    length = forms.ChoiceField(label=_("For how long?"), choices=LENGTHS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(CARE.choosable()) == 1:  # a choice of one is no question; the page says it in words
            del self.fields["scope"]

    def clean_meant_for(self) -> str:
        return " ".join(self.cleaned_data["meant_for"].split())

    def offer(self) -> Offer:
        """What was chosen."""
        given = self.cleaned_data
        chosen = given.get("scope") or [scope.code for scope in CARE.choosable()]
        return Offer(
            tuple(CARE.full_scope(chosen)),
            Length(given["length"]),
            given["reach"] == "clinic",
            given["meant_for"],
        )


class ChangeForm(forms.Form):
    """Another length, counted from today."""

    length = forms.ChoiceField(label=_("For how long from today?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, lengths: list[Length], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(LENGTHS)
        self.fields["length"].choices = [(one, labels[one]) for one in lengths]  # type: ignore[attr-defined]  # a ChoiceField


class CodeForm(forms.Form):
    """The code from the sheet, in any grouping."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Twelve figures and letters, for example 7K2M 9QXD 3TRB."),
        widget=forms.TextInput(
            {"class": "w-mid", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class AcceptForm(forms.Form):
    """For herself, or for one of the clinics she works at."""

    accept_as = forms.ChoiceField(label=_("Who may look?"), initial="me", widget=forms.RadioSelect)

    def __init__(self, *args: Any, clinics: list[Clinic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accept_as"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("me", Hinted(_("Only me"), _("Nobody else sees it."))),
            *(
                (
                    str(clinic.pk),
                    Hinted(clinic.name, _("Everyone who works there. The person sees the names.")),
                )
                for clinic in clinics
            ),
        ]
        if not clinics:  # a choice of one is no question
            self.fields["accept_as"].widget = forms.HiddenInput()

    def clinic_id(self) -> int | None:
        """The chosen clinic; None for herself."""
        chosen = self.cleaned_data["accept_as"]
        return None if chosen == "me" else int(chosen)
