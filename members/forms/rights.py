"""What the office fills in for a request about data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.actions.rights import Asked, Written
from members.models import FoundText, Person, RightsRequest
from members.queries.rights import Found
from members.rights_counted import MOST_COUNTED
from members.rights_texts import SHORTEST, words_of
from po_platform.kit.forms_look import Hinted
from po_platform.kit.memorable_date import MemorableDateField

MEMBER, OUTSIDE = "member", "outside"
Outcome, Answer = RightsRequest.Outcome, FoundText.Answer


class NewRequestForm(forms.Form):
    """What came in, how and when; and who asks."""

    kind = forms.ChoiceField(
        label=_("What is asked?"), choices=RightsRequest.Kind.choices, widget=forms.RadioSelect
    )
    way = forms.ChoiceField(
        label=_("How did it come?"), choices=RightsRequest.Way.choices, widget=forms.RadioSelect
    )
    came_on = MemorableDateField(
        label=_("On which day did it come?"),
        not_after=timezone.localdate,
        help_text=_("The day it reached you, not the day you read it. The month begins with it."),
    )
    who = forms.ChoiceField(
        label=_("Who asks?"),
        choices=[
            (MEMBER, Hinted(_("A member, or somebody who was one"), _("Found by an exact mark."))),
            (OUTSIDE, Hinted(_("Somebody else"), _("Name and address are sealed."))),
        ],
        widget=forms.RadioSelect,
    )
    mark = forms.CharField(
        label=_("Of a member: member number, full name, e-mail address or telephone"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Of somebody else: full name"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Of somebody else: the address for the answer"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("In which language do they read?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("who") == MEMBER and not given.get("mark", "").strip():
            self.add_error("mark", _now("Write a mark by which we find this person"))
        if given.get("who") == OUTSIDE and not given.get("name", "").strip():
            self.add_error("name", _now("Write the name of whoever asks"))
        return given

    def asked(self, person: Person | None) -> Asked:
        """What was filled in."""
        given = self.cleaned_data
        return Asked(
            given["kind"], given["way"], given["came_on"], person,
            " ".join(given["name"].split()), given["address"].strip(), given["language"],
        )  # fmt: skip


class ShownForm(forms.Form):
    """How we know who asks."""

    shown = forms.ChoiceField(
        label=_("How do you know that it is this person?"),
        choices=RightsRequest.Shown.choices,
        widget=forms.RadioSelect,
        help_text=_("Ask for no copy of a document, and keep none."),
    )


class WhyForm(forms.Form):
    """A sentence that goes with a step."""

    why = forms.CharField(max_length=300, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, label: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label, self.fields["why"].help_text = label, hint

    def clean_why(self) -> str:
        return " ".join(self.cleaned_data["why"].split())


class SearchForm(forms.Form):
    """Names, addresses, numbers: one in a line."""

    words = forms.CharField(
        label=_("What do you search for?"),
        max_length=1000,
        help_text=_(
            "One in each line: full name, other names, e-mail address, telephone, street."
            " What stands in a line is searched for as it stands."
        ),
        widget=forms.Textarea({"rows": 5, "autocomplete": "off"}),
    )

    def clean_words(self) -> list[str]:
        words = words_of(self.cleaned_data["words"])
        if not words:
            raise forms.ValidationError(
                _now("Write at least one line of %(n)s letters or more") % {"n": SHORTEST}
            )
        if len(words) > MOST_COUNTED:
            raise forms.ValidationError(
                _now("Write %(n)s lines at most, and search again") % {"n": MOST_COUNTED}
            )
        return words


class PlaceForm(forms.Form):
    """One place that was found: goes out, goes out without names, or stays."""

    answer = forms.ChoiceField(
        label=_("What becomes of it?"), choices=Answer.choices, widget=forms.RadioSelect
    )
    black = forms.CharField(
        label=_("Black out these names"),
        required=False,
        max_length=500,
        help_text=_("One in each line: everybody but the person who asks."),
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, found: Found, data: Any = None) -> None:
        super().__init__(
            data,
            prefix=f"p{found.row.pk}",
            initial={"answer": found.row.answer, "black": "\n".join(found.black)},
        )
        self.found = found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("answer") == Answer.REDACT and not self.names():
            self.add_error("black", _now("Write the names to black out"))
        return given

    def names(self) -> list[str]:
        """A name in each line."""
        lines = self.cleaned_data.get("black", "").splitlines()
        return [line.strip() for line in lines if line.strip()]


OWN_PAGE = Hinted(
    _("Into the member’s own page"),
    _("The letter and the file wait there for 30 days, behind a new code. A mail says only that."),
)


class AnswerForm(forms.Form):
    """The answer, before anybody else has looked."""

    outcome = forms.ChoiceField(
        label=_("What do you answer?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=_("If not, or not all of it: why?"),
        choices=[("", _("Nothing is refused")), *RightsRequest.Reason.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    form = forms.ChoiceField(
        label=_("How does it go out?"),
        choices=[
            (
                RightsRequest.Form.PAPER,
                Hinted(_("On paper"), _("One PDF: the letter, and what we keep in tables.")),
            ),
            (
                RightsRequest.Form.FILE,
                Hinted(_("As a file"), _("One ZIP: the letter, and what we keep for programs.")),
            ),
        ],
        widget=forms.RadioSelect,
    )
    letter = forms.CharField(
        label=_("What the letter says"),
        max_length=5000,
        required=False,
        help_text=_(
            "A line is a paragraph. Greeting, day and signature come by themselves. Leave it empty,"
            " and it begins with our words: you read them before anything goes."
        ),
        widget=forms.Textarea({"rows": 10}),
    )

    def __init__(self, *args: Any, own_page: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own_page:
            form: Any = self.fields["form"]
            form.choices = [(RightsRequest.Form.PAGE, OWN_PAGE), *form.choices]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        needs = given.get("outcome") in (Outcome.REFUSED, Outcome.PARTLY)
        if needs and not given.get("reason"):
            self.add_error("reason", _now("Choose why: the letter has to say it"))
        return given

    def written(self) -> Written:
        """What was filled in."""
        given = self.cleaned_data
        needs = given["outcome"] in (Outcome.REFUSED, Outcome.PARTLY)
        return Written(
            given["outcome"], given["reason"] if needs else "", given["form"], given["letter"]
        )
