"""What is sent around sessions with experts: the session, who answers, questions and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.models import Article, ExpertSession, SessionEntry, SessionExpert
from members.queries.event_shown import house_zone

from .groups import _day, _time
from .writing import area, line


class SessionForm(forms.Form):
    """Topic, rules, and from when to when."""

    title = line(_("What is the session about?"), needed=True)
    about = area(
        _("What can members ask, and what not?"), needed=True, rows=5, longest=2000,
        hint=_("For whom it is, what it is about, what belongs to one’s own doctor."),
    )  # fmt: skip
    rules = area(
        _("Rules of this session"), needed=True, rows=4, longest=2000,
        hint=_("How many questions are answered, what is left out, how long an answer takes."),
    )  # fmt: skip
    stage = forms.ChoiceField(
        label=_("Where does it stand under Learn?"), choices=Article.Stage.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    readers = forms.ChoiceField(
        label=_("Who reads questions and answers?"),
        choices=[("members", _("Only whoever is signed in")), ("all", _("Everybody"))],
        initial="members", widget=forms.RadioSelect,
    )  # fmt: skip
    opens_on = _day(_("The experts answer from"), _("Write the day on which answers begin"))
    opens_time = _time(_("At what time?"), _("Write when answers begin"))
    closes_on = _day(_("Questions can be asked until"), _("Write the last day for questions"))
    closes_time = _time(_("Until what time?"), _("Write until when questions can be asked"))

    def __init__(self, *args: Any, session: ExpertSession | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if session and session.announced_at and not session.for_everybody:
            del self.fields["readers"]  # whoever asked was told who reads it
        if session is None:
            self.fields["language"] = forms.ChoiceField(
                label=_("In which language?"), choices=settings.LANGUAGES
            )

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        names = [one for one in ("title", "about", "rules", "stage", "language") if one in given]
        readers = {"for_everybody": given["readers"] == "all"} if "readers" in given else {}
        return {
            **{name: given[name] for name in names},
            **readers,
            "opens_at": self._moment("opens"),
            "closes_at": self._moment("closes"),
        }

    def _moment(self, which: str) -> datetime:
        given = self.cleaned_data
        naive = datetime.combine(given[f"{which}_on"], given[f"{which}_time"])
        return naive.replace(tzinfo=house_zone())


def known_session(row: ExpertSession) -> dict[str, Any]:
    """The form's fields as they stand in the row."""
    opens, closes = (at.astimezone(house_zone()) for at in (row.opens_at, row.closes_at))
    return {
        "title": row.title, "about": row.about, "rules": row.rules, "stage": row.stage,
        "readers": "all" if row.for_everybody else "members",
        "opens_on": opens.date(), "opens_time": opens.time(),
        "closes_on": closes.date(), "closes_time": closes.time(),
    }  # fmt: skip


class DeclareForm(forms.Form):
    """Which interests there are; somebody says so, and says what."""

    has_interests = forms.ChoiceField(
        label=_("Has a company paid this person, or could she gain from an answer?"),
        choices=[("no", _("No")), ("yes", _("Yes"))], widget=forms.RadioSelect,
    )  # fmt: skip
    interests = area(_("If yes: which interests?"), rows=3, longest=1000)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("has_interests") == "yes" and not str(given.get("interests", "")).strip():
            self.add_error("interests", ValidationError(_now("Write which interests there are")))
        return given

    def declared(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        none = given["has_interests"] == "no"
        return {"no_interests": none, "interests": "" if none else given["interests"]}


class OwnInterestsForm(DeclareForm):
    """The same, asked of the expert herself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_interests(self)


def own_interests(form: DeclareForm) -> None:
    """Asked of whoever has them."""
    form.fields["has_interests"].label = _now(
        "Has a company paid you, or could you gain from what you write?"
    )


class ExpertForm(DeclareForm):
    """Who answers, as it stands on the page."""

    public_name = line(_("Name, as it stands on the page"), needed=True, longest=80)
    role = line(
        _("Role"), needed=True, hint=_("For example: “rheumatologist in a clinic”, “adviser on"
        " social law”."),
    )  # fmt: skip
    field_order = ("public_name", "role", "has_interests", "interests")

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        return {
            "public_name": given["public_name"],
            "role": given["role"],
            **self.declared(),
        }


class LinkForm(forms.Form):
    """Where the link goes."""

    email = forms.EmailField(
        label=_("E-mail address"), required=False,
        help_text=_("We send the link there and do not keep the address. You may leave it empty and"
                    " hand the link over yourself."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)


class QuestionForm(forms.Form):
    """What a member asks."""

    text = forms.CharField(
        label=_("Your question"), max_length=1500, widget=forms.Textarea({"rows": 6}),
        help_text=_("Write so that it helps others too, and leave out what tells who you are."),
        error_messages={"required": _("Write your question")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Shall a name stand beside it?"), max_length=40, required=False,
        help_text=_("Then write it here. Leave it empty, and nobody who reads it learns that it"
                    " was you. Where several ask the same, no name stands there."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class WhyForm(forms.Form):
    """Why a session does not take place."""

    why = line(_("Why does it not take place?"), needed=True, longest=300)


class EntryForm(forms.Form):
    """A question as readers read it, and its answer."""

    words = area(_("The question, as everybody reads it"), needed=True, rows=4, longest=1500)
    expert = forms.ModelChoiceField(
        SessionExpert.objects.none(), label=_("Who answered?"), required=False,
        to_field_name="ref", empty_label=_("Nobody yet"),
    )  # fmt: skip
    answer = area(
        _("The answer"), rows=10, longest=8000,
        hint=_("In the expert’s words. You may type in what somebody told you on the telephone."),
    )  # fmt: skip

    def __init__(self, *args: Any, session: ExpertSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["expert"]
        field.queryset = session.experts.all()


class ReadForm(forms.Form):
    """What becomes of questions the team has read."""

    entry = forms.ModelChoiceField(
        SessionEntry.objects.none(), label=_("Does an open question ask the same?"),
        required=False, to_field_name="ref", empty_label=_("No, make a new one"),
    )  # fmt: skip
    words = area(
        _("The question, as experts and readers read it"), rows=4, longest=1500,
        hint=_("Leave out who somebody is. For one question you may leave this empty: then it is"
               " put as it was written."),
    )  # fmt: skip
    why = area(
        _("Or: why is it not put to the experts?"), rows=3, longest=1000,
        hint=_("Whoever asked reads it. Say kindly where else one can turn to."),
    )  # fmt: skip

    def __init__(self, *args: Any, entries: Sequence[SessionEntry], session: ExpertSession,
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        field: Any = self.fields["entry"]
        field.queryset = session.entries.filter(published_at=None)
        field.label_from_instance = lambda one: one.words[:120]
        if not entries:
            del self.fields["entry"]


class AnswerForm(forms.Form):
    """An expert's answer to one question."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("Your answer"), max_length=8000, widget=forms.Textarea({"rows": 8}),
        error_messages={"required": _("Write your answer")},
    )  # fmt: skip
