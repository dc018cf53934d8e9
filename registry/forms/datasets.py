"""The shape of what curators fill in around datasets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted
from po_platform.kit.waiting_file import MOST
from questionnaires.definition import Definition
from registry.missing_codes import NotMissingCodes, read_missing_codes
from registry.models import Entry

WRITTEN = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
STORED = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class RegistryForm(forms.Form):
    """A new registry."""

    title = forms.CharField(
        label=_("What is the registry called?"),
        max_length=200,
        error_messages={"required": _("Write what the registry is called")},
    )


class _File(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A CSV or Excel file, up to 5 MB. Of Excel we read the sheet “Codes”, or the first."
        ),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file with content")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError(_("Choose a file of up to 5 MB"))
        return file


class DictionaryForm(_File):
    """A REDCap data dictionary for a dataset that is there."""

    language = forms.ChoiceField(
        label=_("In which language is the file?"),
        choices=settings.LANGUAGES,
        initial=get_language,
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, made_in: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if made_in:
            listed = dict(settings.LANGUAGES)
            self.initial = {"language": made_in}
            choices = [*({made_in: made_in} | listed).items()]
            self.fields["language"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class WordsForm(_File):
    """The same dictionary in another language than the dataset was made in."""

    language = forms.ChoiceField(
        label=_("In which language is the file?"),
        error_messages={"required": _("Choose the language of the file")},
    )

    def __init__(self, *args: Any, made_in: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(code, name) for code, name in settings.LANGUAGES if code != made_in]
        self.fields["language"].choices = others  # type: ignore[attr-defined]  # a ChoiceField


class MissingCodesForm(forms.Form):
    """Codes that say why there is no answer. `definition`: of the version in use."""

    codes = forms.CharField(
        label=_("Which codes say why there is no answer?"),
        help_text=_("One a line: the code, a comma, what it says. For example “-98, not known”."),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition

    def clean_codes(self) -> dict[str, str]:
        """Code → what it says."""
        try:
            return read_missing_codes(self.cleaned_data["codes"], self.definition)
        except NotMissingCodes as error:
            raise forms.ValidationError(str(error.message)) from error


class IdentifiersForm(forms.Form):
    """Which of these questions could tell who somebody is. `choices`: (question, label)."""

    names = forms.MultipleChoiceField(
        label=_("Which of these could tell who somebody is?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one, or leave the page")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class NewDatasetForm(DictionaryForm):
    """A REDCap data dictionary as a new dataset."""

    title = forms.CharField(
        label=_("What is the dataset called?"),
        max_length=200,
        error_messages={"required": _("Write what the dataset is called")},
    )
    field_order = ("title", "file", "language")


class DataForm(_File):
    """A data file, and what its empty cells mean."""

    blanks = forms.ChoiceField(
        label=_("What does an empty cell mean?"),
        choices=[
            ("keep", Hinted(_("Nothing is said"), _("What is stored stays."))),
            ("erase", Hinted(_("Nothing is there"), _("What is stored is taken away."))),
        ],
        initial="keep",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what an empty cell means")},
    )
    new_visits = forms.BooleanField(
        label=_("Take visits the dataset does not have yet"), required=False
    )


class RecordForm(forms.Form):
    """A record by its number."""

    number = forms.CharField(
        label=_("Number of the record"),
        help_text=_("A number your registry gives, never a name."),
        max_length=100,
        error_messages={"required": _("Write the number of the record")},
    )


class OccasionForm(forms.Form):
    """When an entry was true, how far it is, and whether it is typed in from paper.

    `answers`: whether answers are given together with it.
    """

    occurred_on = forms.CharField(
        label=_("When was it so?"),
        help_text=_("A day like 27.3.2024, a month like 3.2024, or a year."),
        max_length=20,
        required=False,
    )
    status = forms.TypedChoiceField(
        label=_("How far is this form?"),
        choices=Entry.Status.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how far this form is")},
    )
    why = forms.CharField(
        label=_("Why did it change?"),
        help_text=_(
            "If you want to say so. It stands beside what was there before, and the person can read it."
        ),
        max_length=300,
        required=False,
    )
    from_paper = forms.BooleanField(
        label=_("From a signed paper of hers"),
        help_text=_("What you type in now then counts as her own answer. Keep the paper."),
        required=False,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, new: bool = False, answers: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            del self.fields["why"]
        if not answers:
            self.fields.pop("from_paper", None)

    def clean_occurred_on(self) -> str:
        """The day, month or year as it is stored."""
        text = str(self.cleaned_data["occurred_on"]).strip()
        day, month = WRITTEN.fullmatch(text), MONTH.fullmatch(text)
        if day:
            text = f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
        elif month:
            text = f"{month[2]}-{int(month[1]):02d}"
        if text and not (STORED.fullmatch(text) and _is_date(text)):
            raise forms.ValidationError(_("Write a day like 27.3.2024, a month, or a year"))
        return text


class OwnOccasionForm(OccasionForm):
    """When it was so, for the person herself: how far a form is is for others to say."""

    status = None  # type: ignore[assignment]  # takes the field away
    from_paper = None  # type: ignore[assignment]  # the same
    why = forms.CharField(
        label=_("Why did it change?"),
        help_text=_("If you want to say so. It stands beside what was there before."),
        max_length=300,
        required=False,
    )


class PartForm(forms.Form):
    """One part of a long form: what is asked around it comes at the end. `more`: fields beside it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, more: Mapping[str, forms.Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= deepcopy(dict(more))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(f"{text}-01-01"[:10] if len(text) < 10 else text)
    except ValueError:
        return False
    return True
