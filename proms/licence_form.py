"""The licence question as a form: who holds it, what is allowed, until when, and the paper."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from files.actions.storing import shown_name
from files.sniffing import BINARY
from po_platform.kit.forms_look import Hinted
from po_platform.kit.memorable_date import MemorableDateField
from proms.actions.licences import Paper
from proms.models import LicenceTerms

MAX_FILE = 5_000_000  # bytes
KINDS = [(magic, kind) for magic, kind in BINARY if kind != "application/zip"]
Licence = LicenceTerms.Licence


class LicenceForm(forms.Form):
    """Who holds it, and on which terms it may be used."""

    licence = forms.ChoiceField(
        label=_("May we use it?"),
        choices=[
            (Licence.FREE, Hinted(_("Yes, it is free to use"), _("For organisations like ours."))),
            (Licence.GRANTED, Hinted(_("Yes, we have a licence"), _("Write below until when."))),
            (Licence.REFUSED, Hinted(_("No"), _("It disappears from every list."))),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether we may use it")},
    )
    holder = forms.CharField(
        label=_("Who holds the rights?"),
        max_length=200,
        error_messages={"required": _("Write who holds the rights")},
    )
    terms = forms.CharField(
        label=_("On which terms?"),
        help_text=_("A link or a sentence."),
        max_length=500,
        required=False,
    )
    allowed_use = forms.CharField(
        label=_("What may we do with it?"),
        help_text=_("For example: ask members on screen and on paper, not for studies."),
        max_length=500,
        required=False,
    )
    wording = forms.ChoiceField(
        label=_("Whose wording is it?"),
        choices=[("", _("Not known yet")), *LicenceTerms.Wording.choices],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Many holders forbid translations of one’s own."),
    )
    ends_on = MemorableDateField(label=_("Until when?"), required=False)
    paper = forms.FileField(
        label=_("The letter or agreement"),
        help_text=_("PDF, PNG or JPEG, up to 5 MB. Only curators can open it."),
        required=False,
        widget=forms.FileInput({"accept": "application/pdf,image/png,image/jpeg"}),
    )

    def clean_paper(self) -> Paper | None:
        file = self.cleaned_data["paper"]
        if not file:
            return None
        if file.size > MAX_FILE:
            raise forms.ValidationError(_("Choose a file of up to 5 MB"))
        content = file.read()
        kind = next((kind for magic, kind in KINDS if content.startswith(magic)), None)
        if kind is None:
            raise forms.ValidationError(_("Choose a PDF, PNG or JPEG file"))
        return Paper(shown_name(file.name, kind), kind, content)
