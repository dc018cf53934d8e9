"""The shape of what curators and clinicians fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted
from po_platform.kit.memorable_date import MemorableDateField
from proms.models import Instrument, Response
from proms.scale_spec import ScaleSpec

MAX_FILE = 5_000_000  # bytes; the importer says the same
Licence = Instrument.Licence


class FileForm(forms.Form):
    """One FHIR Questionnaire."""

    file = forms.FileField(
        label=_("Questionnaire file"),
        help_text=_("A FHIR R4 Questionnaire as JSON, up to 5 MB."),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file with content")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError(_("Choose a file of up to 5 MB"))
        return file


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
    ends_on = MemorableDateField(label=_("Until when?"), required=False)


class UseForm(forms.Form):
    """From now on."""

    minutes = forms.IntegerField(
        label=_("How many minutes does it take?"),
        min_value=1,
        max_value=120,
        error_messages={"required": _("Write how many minutes it takes")},
    )
    open_to_members = forms.BooleanField(
        required=False, label=_("Members may also start it by themselves")
    )


class SpecForm(forms.Form):
    """Which rule turns answers into numbers."""

    spec = forms.ChoiceField(
        label=_("Which rule?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a rule")},
    )

    def __init__(self, *args: Any, specs: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spec"].choices = list(specs)  # type: ignore[attr-defined]  # a ChoiceField


class FitForm(forms.Form):
    """Which question is which item of a rule, for items that were not found by a code."""

    def __init__(
        self,
        *args: Any,
        spec: ScaleSpec,
        items: Sequence[str],
        questions: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        for item in items:
            self.fields[f"item-{item}"] = forms.ChoiceField(
                label=item,
                choices=[("", ""), *questions],
                error_messages={"required": _("Choose the question for “%s”") % item},
            )

    @property
    def chosen(self) -> dict[str, str]:
        """item → linkId."""
        return {name.removeprefix("item-"): value for name, value in self.cleaned_data.items()}


class AskForm(forms.Form):
    """Which questionnaire somebody is asked for."""

    instrument = forms.ChoiceField(
        label=_("Which one?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a questionnaire")},
    )

    def __init__(self, *args: Any, instruments: Iterable[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usable = {one.slug: one for one in instruments}
        choices = [
            (
                one.slug,
                Hinted(one.name, _("About %(minutes)s minutes.") % {"minutes": one.minutes}),
            )
            for one in self.usable.values()
        ]
        self.fields["instrument"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class ReplyCodeForm(forms.Form):
    """The code a member reads out, or that stands on the paper."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Ten figures and letters, for example 7K2M9 QXD3T. It never has O, I, L or U."),
        widget=forms.TextInput(
            {"class": "w-mid", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    way = forms.ChoiceField(
        label=_("How do the answers come?"),
        choices=[(Response.Way.PHONE, _("By telephone")), (Response.Way.PAPER, _("On paper"))],
        widget=forms.RadioSelect,
    )
