"""What those who check send: a decision with a note, a checklist, test readings, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.checklist import GRADES, Checklist, why_key
from education.models import Article, Source, Urgent
from education.queries.reading import readable
from education.queries.retold import own_name
from education.sections import Body, name_of
from po_platform.kit.memorable_date import MemorableDateField

from .writing import Lines, area, line


class DecideForm(forms.Form):
    """Approved, or sent back with what has to change."""

    note = area(
        _("A note to the writers"), rows=4, longest=4000,
        hint=_("When you send it back, write what has to change."),
    )  # fmt: skip


class ChecklistForm(forms.Form):
    """Every item of a checklist: yes, no, or it does not apply; or a grade from 1 to 5; a comment."""

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes_no = [("yes", _now("Yes")), ("no", _now("No"))]
        grades = {"1": _now("1, no"), "3": _now("3, partly"), "5": _now("5, yes")}
        for item in checklist.items:
            choices = (
                [(one, grades.get(one, one)) for one in GRADES] if checklist.graded else yes_no
            )
            if item.may_not_apply and not checklist.graded:
                choices = [*choices, ("na", _now("Does not apply"))]
            self.fields[item.id] = forms.ChoiceField(
                label=str(item.text), choices=choices, widget=forms.RadioSelect
            )
            comment = line(_("A comment"), longest=300)
            comment.widget.attrs["aria-label"] = f"{_now('A comment')}: {item.text}"
            self.fields[why_key(item.id)] = comment
        self.fields["note"] = area(_("A note"), rows=3, longest=2000)

    def answers(self) -> dict[str, str]:
        """By item, and beside it its comment where there is one."""
        return {
            name: words for name, words in self.cleaned_data.items() if name != "note" and words
        }


class ReadingForm(forms.Form):
    """Somebody read an easy-read text."""

    reader = line(
        _("How does this person want to be named?"), needed=True, longest=80,
        hint=_("It stands on the page. A first name or “a test reader” is enough."),
    )  # fmt: skip
    understood = forms.ChoiceField(
        label=_("Did this person understand all of it?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    note = area(_("What was hard to understand?"), rows=3, longest=2000)
    on = MemorableDateField(label=_("On which day?"), not_after=timezone.localdate)


class UrgentForm(forms.Form):
    """A warning, now."""

    kind = forms.ChoiceField(
        label=_("What shall happen now?"), choices=Urgent.Kind.choices, widget=forms.RadioSelect
    )
    words = area(
        _("What do readers have to know?"), needed=True, rows=3, longest=500,
        hint=_("It stands on top of the page at once, and whoever keeps the page is told."),
    )  # fmt: skip
    also = forms.MultipleChoiceField(
        label=_("On which others as well?"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They tell the same. Each is looked at for itself afterwards."),
    )  # fmt: skip

    def __init__(self, *args: Any, others: Sequence[Article], **kwargs: Any) -> None:
        """`others`: the same page told again, without a warning so far; all are ticked at first."""
        super().__init__(*args, **kwargs)
        choices = [(str(one.ref), _retold(one)) for one in others]
        if not choices:
            del self.fields["also"]
            return
        field: Any = self.fields["also"]
        field.choices, field.initial = choices, [ref for ref, _label in choices]

    def clean_also(self) -> list[UUID]:
        return [UUID(ref) for ref in self.cleaned_data["also"]]


def _retold(one: Article) -> str:
    """As it is chosen from a list: in which language or form, and its title."""
    title = one.live.title if one.live else one.slug
    if one.easy_read_of_id:
        return _now("In very easy words, %(language)s: %(title)s") % {
            "language": own_name(one.language), "title": title
        }  # fmt: skip
    return f"{own_name(one.language)}: {title}"


class SettleForm(forms.Form):
    """How it ended."""

    outcome = line(_("What did you find?"), needed=True, longest=500)


class ArchiveForm(forms.Form):
    """Why a page is not kept up any more, and what to read instead."""

    reason = line(_("Why is it not kept up any more?"), needed=True, longest=300)
    instead = forms.ModelChoiceField(
        queryset=Article.objects.none(), required=False, to_field_name="slug",
        label=_("Which page shall people read instead?"), empty_label=_("None"),
    )  # fmt: skip

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["instead"]
        field.queryset = (
            readable()
            .filter(language=article.language)
            .exclude(pk=article.pk)
            .select_related("live")
            .order_by("live__title")
        )
        field.label_from_instance = lambda page: page.live.title


class SourceForm(forms.Form):
    """One source."""

    title = line(_("Title"), needed=True, longest=400)
    made_by = line(_("Who wrote or published it?"), longest=400)
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=1800, max_value=2200,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-short"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Source.Kind.choices, widget=forms.RadioSelect
    )
    url = forms.URLField(
        label=_("Address"), required=False, max_length=1000, assume_scheme="https",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url"}),
    )  # fmt: skip
    accessed_on = MemorableDateField(
        label=_("When did you read it?"), required=False, not_after=timezone.localdate
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(_now("Write an address that begins with https://"), code="scheme")
        return url


class CitedForm(SourceForm):
    """A new source, and which part of the page it supports."""

    section = forms.ChoiceField(label=_("What does it support?"), required=False)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.choices = parts_to_choose(body)


def parts_to_choose(body: Body) -> list[tuple[str, str]]:
    """The page as a whole, and each of its parts."""
    return [("", _now("The page as a whole")), *((str(one["id"]), name_of(one)) for one in body)]


class TermForm(forms.Form):
    """A word and what it means."""

    word = line(_("Word"), needed=True, longest=80)
    short = line(
        _("What it means, in a few words"), longest=160,
        hint=_("It stands in brackets behind the word where a page first uses it."),
    )  # fmt: skip
    text = area(_("More about it"), rows=4, longest=4000)
    same_as = Lines(
        label=_("Other words for the same"), most=50, longest=80, required=False,
        help_text=_("One on each line, from everyday and from medical language. Search knows them."),
    )  # fmt: skip


class ContributorForm(forms.Form):
    """How somebody stands on pages, and which interests there are."""

    public_name = line(_("Name or pseudonym as it stands on pages"), needed=True, longest=80)
    background = line(
        _("What you know it from"), longest=160,
        hint=_("For example: “rheumatologist” or “has lived with it for 16 years”."),
    )  # fmt: skip
    no_interests = forms.ChoiceField(
        label=_("Has a company paid you, or could you gain from what you write?"),
        choices=[("no", _("No")), ("yes", _("Yes, as I write below"))],
        widget=forms.RadioSelect,
    )
    interests = area(_("Which interests are there?"), rows=3, longest=2000)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("no_interests") == "yes" and not given.get("interests"):
            self.add_error("interests", _now("Write which interests there are"))
        return given


class AnswerForm(forms.Form):
    """The editors' answer to a reader."""

    answer = area(_("Your answer"), needed=True, rows=6, longest=4000)


class RulesForm(forms.Form):
    """The lighter form for an organisation with one doctor."""

    one_doctor = forms.BooleanField(
        label=_("We have one doctor only, and work in the lighter form"),
        required=False,
        help_text=_(
            "Whoever wrote still never checks. There is no second reader, and whoever writes may"
            " publish. Every page says so."
        ),
    )
