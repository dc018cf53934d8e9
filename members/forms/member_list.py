"""The association's list: the file, which column is what, how many to invite, when to forget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.actions.list_invitations import MOST_AT_ONCE
from members.list_columns import COLUMNS, what_is_missing
from po_platform.kit.table_file import MOST_BYTES, Line, NotATable, Table, read_table

EXAMPLES = 2


class UploadForm(forms.Form):
    """`cleaned_data["file"]` is the upload, `table` what stands in it."""

    file = forms.FileField(
        label=_("Your list"),
        error_messages={"required": _("Choose a file")},
        help_text=_(
            "Excel (.xlsx) or CSV, with a line of headings. At most 10 megabytes and 20,000 people."
        ),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt,text/csv"}),
    )
    language = forms.ChoiceField(
        label=_("Language of people whose line names none"),
        choices=settings.LANGUAGES,
        initial=get_language,
    )
    table: Table

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(_now("Choose a smaller file: at most 10 megabytes"))
        try:
            self.table = read_table(file.read())
        except NotATable as error:
            raise forms.ValidationError(str(error)) from error
        return file


class MatchForm(forms.Form):
    """A choice of your columns for each thing we can keep. `matching` afterwards."""

    mark_optional = False

    def __init__(
        self,
        header: Sequence[str],
        lines: Sequence[Line],
        matching: Mapping[str, int],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", _now("Not in this list")),
            *(
                (str(position), _with_examples(position, heading, lines))
                for position, heading in enumerate(header)
            ),
        ]
        for column, label in COLUMNS.items():
            self.fields[column] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial=str(matching[column]) if column in matching else "",
            )

    @property
    def matching(self) -> dict[str, int]:
        """column → position in the header."""
        return {column: int(said) for column, said in self.cleaned_data.items() if said}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (problem := what_is_missing(self.matching)):
            raise forms.ValidationError(problem)
        return cleaned


def _with_examples(position: int, heading: str, lines: Sequence[Line]) -> str:
    """ "Ort (Hafen, Dorf)": a column is known by what stands in it."""
    said = [line.cells[position] for line in lines if line.cells[position]][:EXAMPLES]
    named = heading or _now("Column %(n)s") % {"n": position + 1}
    return f"{named} ({Truncator(', '.join(said)).chars(40)})" if said else named


class WaveForm(forms.Form):
    """How many are invited now."""

    most = forms.IntegerField(
        label=_("How many people?"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=50,
        help_text=_("Those never invited come first. Fewer at once means fewer calls at once."),
        widget=forms.NumberInput({"class": "w-short", "inputmode": "numeric"}),
    )


class ForgetForm(forms.Form):
    """After how many days silence counts as no."""

    days = forms.IntegerField(
        label=_("After how many days?"),
        min_value=30,
        max_value=730,
        widget=forms.NumberInput({"class": "w-short", "inputmode": "numeric"}),
    )


class AskForListForm(forms.Form):
    """Why the whole list is needed."""

    reason = forms.CharField(
        label=_("What do you need it for?"),
        max_length=60,
        help_text=_("Every member reads these words in the list of who looked."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class NumberForm(forms.Form):
    """Under which number somebody stands in the association's list."""

    key = forms.CharField(
        label=_("Number in your list"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "class": "w-mid"}),
    )
