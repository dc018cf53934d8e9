"""What is sent around readers without an account: who is asked, what they say, remarks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.lay_questions import QUESTIONS
from education.models import OutsideReader
from education.sections import Body
from po_platform.kit.memorable_date import MemorableDateField

from .checking import parts_to_choose
from .writing import area, line


class AskForm(forms.Form):
    """Whom to ask, and for what."""

    task = forms.ChoiceField(
        label=_("What shall this person do?"),
        choices=OutsideReader.Task.choices,
        widget=forms.RadioSelect,
    )
    called = line(
        _("Whom do you ask?"), needed=True, longest=80,
        hint=_("For your list only. A first name is enough."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail address"), required=False,
        help_text=_(
            "We send the link there and do not keep the address. A doctor always gets it by e-mail;"
            " for other readers you may leave this empty and hand the link over yourself."
        ),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)


class _Signed(forms.Form):
    """A verdict and who gives it."""

    verdict = forms.ChoiceField(
        label=_("Your verdict"), choices=OutsideReader.Verdict.choices, widget=forms.RadioSelect
    )
    note = area(
        _("What has to change, or what you want to say"), rows=5, longest=4000,
    )  # fmt: skip
    public_name = line(_("Your name, as it stands on the page"), needed=True, longest=80)
    background = line(
        _("What you know it from"), needed=True, longest=160,
        hint=_("For example: “rheumatologist in a clinic”."),
    )  # fmt: skip
    interests = area(
        _("Has a company paid you, or could you gain from this page?"), rows=3, longest=2000,
        hint=_("Write which interests there are. Leave it empty if there are none."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("verdict") == OutsideReader.Verdict.CHANGE and not given.get("note"):
            self.add_error("note", _now("Write what has to change"))
        return given

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        return dict(self.cleaned_data)


class DoctorForm(_Signed):
    """A medical check by link."""


class PaperForm(_Signed):
    """A medical check on paper, written down by somebody of ours."""

    signed_on = MemorableDateField(label=_("Signed on"), not_after=timezone.localdate)
    mark = line(
        _("Mark of the text"), needed=True, longest=64,
        hint=_("The first six signs are enough. They stand at the foot of the last sheet."),
    )  # fmt: skip
    field_order = ("mark", "public_name", "background", "signed_on", "verdict", "note", "interests")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].label = _now("What does the paper say?")
        self.fields["public_name"].label = _now("Who signed it?")
        self.fields["background"].label = _now("What does this person know it from?")
        self.fields["interests"].label = _now("Which interests does the paper name?")


class LayForm(forms.Form):
    """Five questions, and how to be thanked."""

    questions = QUESTIONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.questions:
            self.fields[one.id] = (
                forms.ChoiceField(
                    label=str(one.text), choices=one.choices, widget=forms.RadioSelect
                )
                if one.choices
                else area(str(one.text), rows=3, longest=2000)
            )
        self.fields["public_name"] = line(
            _("How do you want to be thanked?"), longest=80,
            hint=_("A name or pseudonym for our records. You can leave it empty."),
        )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """As the action takes it: each answer with the words it was given to."""
        given = self.cleaned_data
        answers = [
            {
                "id": one.id,
                "question": str(one.text),
                "answer": str(dict(one.choices).get(given[one.id], given[one.id])),
            }
            for one in self.questions
        ]
        return {"answers": answers, "public_name": given["public_name"]}


class RemarkForm(forms.Form):
    """A remark on one part of a page."""

    section = forms.ChoiceField(label=_("About which part?"), required=False)
    text = area(_("Your remark"), needed=True, rows=4, longest=2000)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section: Any = self.fields["section"]
        section.choices = parts_to_choose(body)


def remarks_in(sent: Any, body: Body) -> dict[str, str]:
    """Section → what was written beside it on the page of a reader."""
    found: dict[str, str] = {}
    for one in body:
        text = str(sent.get(f"part-{one['id']}", "")).strip()[:2000]
        if text:
            found[str(one["id"])] = text
    return found
