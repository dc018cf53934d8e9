"""Pages, news, circulars and the board, written in every language the portal speaks."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.actions.circulars import MOST_SUBJECT
from members.models import BoardMember, Circular, Group, NewsItem, SitePage
from members.queries.circulars import telling
from members.queries.organisation import in_language
from members.queries.publishing import Told
from po_platform.kit.memorable_date import MemorableDateField

from .groups import FindsPerson
from .in_languages import InLanguages, Text

HOW_TO_WRITE = _(
    "An empty line parts two paragraphs. “# ” before a line makes it a heading, “- ” a line of a"
    " list, **two stars** around words make them bold, and [words](https://…) a link."
)
CODES = [code for code, _name in settings.LANGUAGES]


class Written(InLanguages):
    """A title and a text; a language has both, or none of them. At least one is written."""

    heading = "title"

    def order(self) -> list[str]:
        return [f"{name}_{code}" for code in CODES for name in (self.heading, "text")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        written = [code for code in CODES if given.get(f"text_{code}")]
        for code in CODES:
            title, text = given.get(f"{self.heading}_{code}"), given.get(f"text_{code}")
            if text and not title and f"{self.heading}_{code}" not in self.errors:
                self.add_error(f"{self.heading}_{code}", _now("Write what stands over this text"))
            if title and not text and f"text_{code}" not in self.errors:
                self.add_error(f"text_{code}", _now("Write the text that belongs to it"))
        if not written and not self.errors:
            self.add_error(f"{self.heading}_{CODES[0]}", _now("Write it in at least one language"))
        return given

    def previews(self) -> list[Told]:
        """What it will look like, language by language, each under its own name."""
        titles, texts = self.texts(self.heading), self.texts("text")
        names = dict(settings.LANGUAGES)
        return [
            Told(titles.get(code, ""), texts[code], code, _now(str(names[code])))
            for code in CODES
            if code in texts
        ]


class PageForm(Written):
    """A public page."""

    in_languages = {
        "title": Text(_("Title"), 80),
        "text": Text(_("Text"), 30_000, HOW_TO_WRITE, lines=12),
    }
    position = forms.IntegerField(
        label=_("Place among the others"),
        min_value=1,
        max_value=999,
        initial=60,
        help_text=_("A smaller number stands higher in the foot of the pages."),
        widget=forms.NumberInput({"class": "w-short"}),
    )
    in_menu = forms.BooleanField(
        label=_("Also in the menu at the top, for visitors"),
        required=False,
        help_text=_("There is room for very few words."),
    )

    def order(self) -> list[str]:
        return [*super().order(), "position", "in_menu"]

    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        return {
            "title": self.texts("title"),
            "text": self.texts("text"),
            "position": self.cleaned_data["position"],
            "in_menu": self.cleaned_data["in_menu"],
        }


class NewsForm(Written):
    """A news item."""

    in_languages = {
        "title": Text(_("Title"), 120),
        "text": Text(_("Text"), 20_000, HOW_TO_WRITE, lines=10),
    }


class CircularForm(Written):
    """A circular, and to whom."""

    heading = "subject"
    in_languages = {
        "subject": Text(
            _("Subject"),
            MOST_SUBJECT,
            _("Others may read it over a shoulder: no illness, no treatment."),
        ),
        "text": Text(_("Text"), 20_000, HOW_TO_WRITE, lines=12),
    }
    group = forms.ChoiceField(
        label=_("To which group?"),
        required=False,
        help_text=_(
            "To a group it goes by e-mail only, without subject and text: neither a mailbox nor"
            " whoever prints letters shall learn who is in it."
        ),
    )
    language = forms.ChoiceField(
        label=_("To those who use which language?"),
        required=False,
        choices=[("", _("All languages")), *settings.LANGUAGES],
    )
    in_mail = forms.ChoiceField(
        label=_("What stands in the e-mail?"),
        choices=Circular.InMail.choices,
        initial=Circular.InMail.WHOLE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = get_language() or "en"
        self._groups = {str(row.ref): row for row in Group.objects.filter(closed_at__isnull=True)}
        named = sorted((in_language(row.name, here), ref) for ref, row in self._groups.items())
        field = cast("forms.ChoiceField", self.fields["group"])
        field.choices = [("", _now("All active members")), *((ref, name) for name, ref in named)]

    def order(self) -> list[str]:
        return ["group", "language", *super().order(), "in_mail"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for code in CODES:
            found = telling([given.get(f"subject_{code}") or ""])
            if found:
                words = _now("“%(word)s” tells others what the reader has. Write it in the text")
                self.add_error(
                    f"subject_{code}", ValidationError(words % {"word": found[0]}, code="telling")
                )
        return given

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        return {
            "subject": self.texts("subject"),
            "text": self.texts("text"),
            "group": self._groups.get(self.cleaned_data["group"]),
            "language": self.cleaned_data["language"],
            "in_mail": self.cleaned_data["in_mail"],
        }


class BoardForm(FindsPerson):
    """Somebody of the board: exactly what this person agreed to show."""

    in_languages = {"task": Text(_("Task on the board"), 80, _("For example: treasurer."))}

    public_name = forms.CharField(
        label=_("Name as it shall stand there"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    position = forms.IntegerField(
        label=_("Place among the others"),
        min_value=1,
        max_value=999,
        initial=50,
        help_text=_("A smaller number stands higher."),
        widget=forms.NumberInput({"class": "w-short"}),
    )
    agreed_how = forms.ChoiceField(
        label=_("How did this person agree that name and task are public?"),
        choices=BoardMember.How.choices,
        widget=forms.RadioSelect,
    )
    agreed_on = MemorableDateField(label=_("When?"), not_after=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark = self.fields["mark"]
        mark.required = False
        mark.label = _now("E-mail address or member number, if any")
        mark.help_text = _now("Then the name goes from the page when the membership ends.")

    def order(self) -> list[str]:
        tasks = [f"task_{code}" for code in CODES]
        return ["public_name", *tasks, "position", "agreed_how", "agreed_on", "mark"]

    def values(self) -> dict[str, Any]:
        """As the action takes them, without the person."""
        given = self.cleaned_data
        agreed_on: date = given["agreed_on"]
        return {
            "public_name": given["public_name"],
            "task": self.texts("task"),
            "position": given["position"],
            "agreed_on": agreed_on,
            "agreed_how": given["agreed_how"],
        }


def initial_of_words(row: SitePage | NewsItem) -> dict[str, Any]:
    """Titles and texts as the forms show them."""
    found = {f"title_{code}": words for code, words in row.title.items()}
    return found | {f"text_{code}": words for code, words in row.text.items()}


def initial_of_circular(row: Circular) -> dict[str, Any]:
    """What the form shows of a stored draft."""
    return {
        **{f"subject_{code}": words for code, words in row.subject.items()},
        **{f"text_{code}": words for code, words in row.text.items()},
        "group": str(row.group.ref) if row.group else "",
        "language": row.language,
        "in_mail": row.in_mail,
    }
