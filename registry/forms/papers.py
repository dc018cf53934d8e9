"""What the desk types in: for whom a form is printed, its code, its answers, and leaving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from files.sniffing import BINARY
from members.member_number import person_of_number
from members.models import Decision
from members.reply_codes import Miskeyed, as_typed
from po_platform.kit.memorable_date import MemorableDateField, MemorableDateInput
from registry.consent import Sheet, in_language
from registry.forms.joining import CHOICES, LABELS
from registry.models import Registry

MAX_SCAN = 5_000_000  # bytes
KINDS = [(magic, kind) for magic, kind in BINARY if kind != "application/zip"]


class MemberNumberField(forms.CharField):
    """A member number, as the id of a person; whether there is one is another question."""

    def clean(self, value: Any) -> int:
        found = person_of_number(super().clean(value))
        if found is None or found >= 2**63:
            raise ValidationError(
                _("Read the member number once more: a figure is wrong or missing")
            )
        return found


def _number() -> MemberNumberField:
    return MemberNumberField(
        label=_("Member number"),
        max_length=24,
        widget=forms.TextInput({"class": "w-mid", "autocomplete": "off"}),
        error_messages={"required": _("Write the member number")},
    )


class PrintForm(forms.Form):
    """For whom a form of consent is printed, and for which registry."""

    number = _number()
    registry = forms.ChoiceField(
        label=_("Which registry?"), error_messages={"required": _("Choose a registry")}
    )

    def __init__(self, *args: Any, registries: list[Registry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["registry"].choices = [(one.slug, one.title) for one in registries]  # type: ignore[attr-defined]  # a ChoiceField


class LeaveForm(PrintForm):
    """Somebody wrote or rang that she wants to leave a registry."""

    way = forms.ChoiceField(
        label=_("How did she say so?"),
        choices=[
            (Decision.Way.PHONE, _("By telephone")),
            (Decision.Way.PAPER, _("On paper")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how she said so")},
    )


class CodeForm(forms.Form):
    """The code on the form that came back."""

    code = forms.CharField(
        label=_("Code on the form"),
        max_length=24,
        widget=forms.TextInput({"class": "w-mid", "autocomplete": "off"}),
        error_messages={"required": _("Write the code")},
    )

    def clean_code(self) -> str:
        try:
            return as_typed(str(self.cleaned_data["code"]))
        except Miskeyed as error:
            raise ValidationError(
                _("Read the code once more: a sign is wrong or missing")
            ) from error


class KeyForm(forms.Form):
    """Every answer of the sheet as it was ticked, when it was signed, and perhaps a scan."""

    def __init__(self, *args: Any, sheet: Sheet, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for question in sheet.questions:
            words = in_language(question.words, language)
            for part in question.parts:
                self.fields[f"{question.code}-{part}"] = forms.ChoiceField(
                    label=f"{words} ({LABELS[part]})" if len(question.parts) > 1 else words,
                    choices=[(word, CHOICES[word]) for word in question.choices],
                    widget=forms.RadioSelect,
                    error_messages={"required": _("Choose what is ticked; no tick is a no")},
                )
        self.fields["signed_on"] = MemorableDateField(
            label=_("Day beside the signature"),
            not_after=timezone.localdate,
            widget=MemorableDateInput(),
            error_messages={"required": _("Write the day that stands beside the signature")},
        )
        self.fields["signed"] = forms.BooleanField(
            label=_("The paper is signed"),
            error_messages={"required": _("Without a signature it cannot be typed in")},
        )
        self.fields["scan"] = forms.FileField(
            label=_("A picture of the paper"),
            required=False,
            help_text=_(
                "PDF, PNG or JPEG, up to 5 MB. It goes once somebody looked a second time; the"
                " paper stays with you."
            ),
            widget=forms.FileInput({"accept": "application/pdf,image/png,image/jpeg"}),
        )

    def clean_scan(self) -> tuple[str, bytes] | None:
        file = self.cleaned_data["scan"]
        if not file:
            return None
        if file.size > MAX_SCAN:
            raise ValidationError(_("Choose a file of up to 5 MB"))
        content = file.read()
        kind = next((kind for magic, kind in KINDS if content.startswith(magic)), None)
        if kind is None:
            raise ValidationError(_("Choose a PDF, PNG or JPEG file"))
        return kind, content

    def said(self) -> dict[str, dict[str, str]]:
        """The answers, question by question."""
        return {
            one.code: {part: self.cleaned_data[f"{one.code}-{part}"] for part in one.parts}
            for one in self.sheet.questions
        }


class BackForm(forms.Form):
    """Why what was typed in is not what stands on the paper."""

    why = forms.CharField(
        label=_("What is different on the paper?"),
        max_length=200,
        error_messages={"required": _("Write what is different")},
    )


class EndForm(forms.Form):
    """Why a form is used no more."""

    end_why = forms.CharField(
        label=_("Why is it used no more?"),
        help_text=_(
            "For example: it was signed before a newer text, or the person decided otherwise. Nobody"
            " is written to; tell the person."
        ),
        max_length=200,
        error_messages={"required": _("Write why it is used no more")},
    )
