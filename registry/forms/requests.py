"""The shape of what researchers, curators and the committee write about a request for data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from files.actions.storing import shown_name
from files.sniffing import BINARY
from po_platform.kit.forms_look import Hinted
from questionnaires.queries import Form as Words
from registry.actions.requests import Paper
from registry.cohort import asked_for
from registry.layout import Layout
from registry.models import DataRequest, Dataset, Vote
from registry.queries.datasets import datasets_in_use

MAX_FILE = 5_000_000  # bytes
LONG = forms.Textarea({"rows": 5})
SHORT = forms.Textarea({"rows": 3})
KINDS = [(magic, kind) for magic, kind in BINARY if kind == "application/pdf"]


class RequestForm(forms.Form):
    """What somebody wants to find out, and on which ground."""

    title = forms.CharField(
        label=_("What is your project called?"),
        max_length=200,
        error_messages={"required": _("Write what your project is called")},
    )
    question = forms.CharField(
        label=_("What do you want to find out?"),
        help_text=_("In plain words, as you would tell a member. Everybody can read it later."),
        max_length=4000,
        widget=LONG,
        error_messages={"required": _("Write what you want to find out")},
    )
    gain = forms.CharField(
        label=_("What could members gain from it?"),
        help_text=_("In plain words."),
        max_length=4000,
        widget=LONG,
        error_messages={"required": _("Write what members could gain from it")},
    )
    asker = forms.CharField(
        label=_("Who is responsible?"),
        help_text=_("Name and task. It stands in the public list of uses."),
        max_length=200,
        error_messages={"required": _("Write who is responsible")},
    )
    institution = forms.CharField(
        label=_("At which institution?"),
        max_length=200,
        error_messages={"required": _("Write the name of the institution")},
    )
    purpose = forms.ChoiceField(
        label=_("What for?"),
        choices=DataRequest.Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is for")},
    )
    commercial = forms.BooleanField(
        label=_("A company takes part, or results will be sold"), required=False
    )
    funding = forms.CharField(
        label=_("Who pays for it?"),
        max_length=300,
        error_messages={"required": _("Write who pays for it")},
    )
    ethics = forms.CharField(
        label=_("Number of the ethics vote"),
        help_text=_("The paper itself you bring in a later step."),
        max_length=200,
        required=False,
    )
    months = forms.IntegerField(
        label=_("For how many months do you need the data?"),
        min_value=1,
        max_value=120,
        initial=12,
        error_messages={"required": _("Write a number of months")},
    )
    cohort_words = forms.CharField(
        label=_("Which people are you interested in?"),
        help_text=_("In words. You choose exact conditions in a later step."),
        max_length=2000,
        widget=SHORT,
        error_messages={"required": _("Write which people you are interested in")},
    )
    invitation = forms.CharField(
        label=_("Do you look for members who take part in a study? Then write the letter to them"),
        help_text=_(
            "The committee reads it word for word, and we write it to members who agreed to such"
            " letters. Say in plain words what would be asked of them, how long it takes, what"
            " could be unpleasant, and how to reach you. You learn only who says yes."
        ),
        max_length=6000,
        widget=LONG,
        required=False,
    )


class NewRequestForm(RequestForm):
    """The same, and which dataset it is about."""

    dataset = forms.ModelChoiceField(
        label=_("Which dataset do you need?"),
        queryset=Dataset.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a dataset")},
    )
    field_order = ("dataset",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dataset"].queryset = datasets_in_use()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["dataset"].label_from_instance = lambda one: one.title  # type: ignore[attr-defined]  # as above


class VariablesForm(forms.Form):
    """Questions to tick, form by form; only those that may leave at all."""

    def __init__(self, *args: Any, layout: Layout, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for form, items in asked_for(layout).items():
            if not items:
                continue
            self.fields[f"form:{form}"] = forms.MultipleChoiceField(
                label=form.replace("_", " ").capitalize(),
                choices=[(one.link_id, words.texts.label(one) or one.link_id) for one in items],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Something has to be chosen."""
        found = super().clean() or {}
        if not any(found.values()):
            raise forms.ValidationError(_("Choose at least one question"))
        return found

    def chosen(self) -> list[str]:
        """Names of the questions, in the order of the dataset."""
        return [name for listed in self.cleaned_data.values() for name in listed]


class PaperForm(forms.Form):
    """A paper as PDF."""

    paper = forms.FileField(
        label=_("The paper"),
        help_text=_("PDF, up to 5 MB. The curators and the committee can open it."),
        widget=forms.FileInput({"accept": "application/pdf"}),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file with content")},
    )

    def clean_paper(self) -> Paper:
        """The bytes with what they are."""
        file = self.cleaned_data["paper"]
        if file.size > MAX_FILE:
            raise forms.ValidationError(_("Choose a file of up to 5 MB"))
        content = file.read()
        kind = next((kind for magic, kind in KINDS if content.startswith(magic)), None)
        if kind is None:
            raise forms.ValidationError(_("Choose a PDF file"))
        return Paper(shown_name(file.name, kind), kind, content)


class WordsForm(forms.Form):
    """What goes with a step."""

    words = forms.CharField(
        label=_("What do you want to say?"),
        max_length=4000,
        widget=LONG,
        error_messages={"required": _("Write a sentence or two")},
    )


class ScreeningForm(forms.Form):
    """What a curator settles before the committee sees it."""

    kept_apart = forms.MultipleChoiceField(
        label=_("By which of these could somebody be recognised?"),
        help_text=_("Where too few people share the same answers to them, they are left out."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    dates = forms.ChoiceField(
        label=_("How do dates go out?"),
        choices=DataRequest.Dates.choices,
        widget=forms.RadioSelect,
        initial=DataRequest.Dates.SHIFTED,
        error_messages={"required": _("Choose how dates go out")},
    )
    words = forms.CharField(
        label=_("What should the committee know?"), max_length=4000, widget=SHORT, required=False
    )

    def __init__(self, *args: Any, variables: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept_apart"].choices = variables  # type: ignore[attr-defined]  # a MultipleChoiceField


class VoteForm(forms.Form):
    """One vote."""

    answer = forms.ChoiceField(
        label=_("How do you vote?"),
        choices=[
            (Vote.Answer.YES, _("Yes")),
            (Vote.Answer.NO, _("No")),
            (Vote.Answer.ABSTAIN, _("I abstain")),
            (
                Vote.Answer.CONFLICT,
                Hinted(_("I am not neutral here"), _("Your deputy is asked, if you have one.")),
            ),
            (
                Vote.Answer.AWAY,
                Hinted(_("I cannot take part"), _("Your deputy is asked, if you have one.")),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you vote")},
    )
    words = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "The committee and those who manage the registry read it. It stands in the minutes."
        ),
        max_length=2000,
        widget=SHORT,
        required=False,
    )


class DecisionForm(forms.Form):
    """The reasons of a decision; the votes say which one it is."""

    reason = forms.CharField(
        label=_("The reasons"),
        help_text=_("Whoever asked reads them."),
        max_length=4000,
        widget=LONG,
        error_messages={"required": _("Write the reasons")},
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        help_text=_("What has to stand in the contract, if the answer is yes."),
        max_length=4000,
        widget=SHORT,
        required=False,
    )
