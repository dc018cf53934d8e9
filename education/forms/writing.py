"""What editors send about a page: what it is, what stands on top, one section at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.forms.kept_files import KeepsFile
from education.models import Article, Picture, Revision
from education.pictures import MOST_BYTES, NotAPicture, picture_from
from education.sections import AGREED, DOWNLOAD, MOST_SENTENCES, MOST_SIGNS, NOBODY, VIDEO
from po_platform.kit.memorable_date import MemorableDateField
from po_platform.kit.waiting_file import MOST as MOST_WAITING

MARKS = _(
    "An empty line parts two paragraphs. A line that begins with “- ” is a point of a list."
    " **bold**, [words](https://address), [[word]] explains a word of the glossary."
)


def area(
    label: Any, *, hint: Any = "", needed: bool = False, rows: int = 8, longest: int = MOST_SIGNS
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=needed, max_length=longest,
        widget=forms.Textarea({"rows": rows, "class": "house"}),
    )  # fmt: skip


def line(
    label: Any, *, hint: Any = "", needed: bool = False, longest: int = 160
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=needed, max_length=longest,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class Lines(forms.CharField):
    """Several lines, one thing each."""

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 5, "class": "house"}), **kwargs)
        self.most, self.longest = most, longest

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [" ".join(one.split()) for one in super().clean(value).splitlines()]
        lines = [one for one in lines if one]
        if len(lines) > self.most:
            raise ValidationError(
                _now("Write no more than %(n)s lines") % {"n": self.most}, code="most"
            )
        if any(len(one) > self.longest for one in lines):
            raise ValidationError(_now("One of these lines is too long"), code="longest")
        return lines


class NewPageForm(forms.Form):
    """The first four answers about a new page."""

    title = line(_("What shall the page be called?"), needed=True)
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=Article.Kind.choices, widget=forms.RadioSelect,
        help_text=_("It begins with the sections such a page usually has."),
    )  # fmt: skip
    stage = forms.ChoiceField(
        label=_("For when?"), choices=Article.Stage.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("In which language?"), choices=settings.LANGUAGES)


class TopForm(forms.Form):
    """What stands on top and at the end of a page."""

    title = line(_("Title"), needed=True)
    purpose = line(_("For whom is it, and what for?"), longest=300)
    in_short = Lines(
        label=_("In short"), most=MOST_SENTENCES, longest=300, required=False,
        help_text=_("One to three sentences, one on each line. One of them says what to do."),
    )  # fmt: skip
    stage = forms.ChoiceField(
        label=_("For when?"), choices=Article.Stage.choices, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=Article.Kind.choices, widget=forms.RadioSelect
    )
    uncertain = area(_("What is not certain?"), rows=3, longest=4000)
    money = area(
        _("Who paid for this page?"), rows=2, longest=2000,
        hint=_("Write it also when nobody did."),
    )  # fmt: skip


class _SectionForm(forms.Form):
    """One section. `parts()` as actions take them; `image` becomes a stored picture."""

    def parts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TextSection(_SectionForm):
    heading = line(_("Heading"))
    text = area(_("Text"), hint=MARKS, rows=12)


class StepsSection(_SectionForm):
    heading = line(_("Heading"))
    items = Lines(
        label=_("Steps"), most=40, longest=1000, required=False,
        help_text=_("One on each line. They are numbered by themselves."),
    )  # fmt: skip


class HelpSection(_SectionForm):
    now = area(_("When to get help now"), hint=MARKS, rows=4, longest=4000)
    soon = area(_("When to call the doctor or clinic today"), rows=4, longest=4000)
    later = area(_("What to tell at the next appointment"), rows=4, longest=4000)


class ImageSection(_SectionForm):
    upload = forms.FileField(
        label=_("Picture"), required=False,
        help_text=_("A JPEG, PNG or WebP file of up to 8 MB. Leave it empty to keep the one there."),
    )  # fmt: skip
    alt = line(
        _("What does it show, for whoever does not see it?"), longest=300,
        hint=_("One sentence. Leave it empty only if the picture is decoration."),
    )  # fmt: skip
    decorative = forms.BooleanField(label=_("It is only decoration"), required=False)
    caption = line(_("Words under it"), longest=300)
    credit = line(
        _("Who made it, and what may we do with it?"), longest=300,
        hint=_("For example: “Anna Beispiel, free to use with her name”."),
    )  # fmt: skip
    people = forms.ChoiceField(
        label=_("Is somebody to be recognised in it?"), required=False, widget=forms.RadioSelect,
        choices=[(NOBODY, _("Nobody")), (AGREED, _("Yes, and they agreed"))],
    )  # fmt: skip
    agreed = line(
        _("When and how did they agree?"), longest=160,
        hint=_("For example: “On paper, 3 May 2026; the paper lies in the office”. No names."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("people") == AGREED and not given.get("agreed"):
            self.add_error("agreed", _now("Write when and how they agreed"))
        return given

    def clean_upload(self) -> Picture | None:
        file = self.cleaned_data["upload"]
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise ValidationError(_now("Choose a picture of up to 8 MB"), code="size")
        try:
            return picture_from(file)
        except NotAPicture:
            raise ValidationError(_now("Choose a JPEG, PNG or WebP picture"), code="kind") from None

    def parts(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        made: Picture | None = found.pop("upload")
        found["picture"] = self.initial.get("picture", "")
        if made is not None:
            made.save()
            found["picture"] = str(made.ref)
        return found


class _AddressForm(_SectionForm):
    heading = line(_("Name"))
    url = forms.URLField(
        label=_("Address"), required=False, max_length=1000, assume_scheme="https",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url"}),
    )  # fmt: skip

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(_now("Write an address that begins with https://"), code="scheme")
        return url


class VideoSection(KeepsFile, _AddressForm):
    kept_for = VIDEO
    captions = forms.BooleanField(label=_("It has captions in its language"), required=False)
    transcript = area(_("What is said in it, word for word"), rows=10)
    checked_on = line(_("Last looked at on"), longest=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].label = _("Captions as a file")
        self.fields["upload"].help_text = _(
            "WebVTT (.vtt), up to 1 MB: for whoever watches it in a player of her own. It stays here."
        )


class DownloadSection(KeepsFile, _AddressForm):
    kept_for = DOWNLOAD
    size = line(_("Kind and size of the file"), hint=_("For example: PDF, 2 pages"), longest=60)
    instead = area(
        _("What the file says, for whoever cannot read it"), rows=8,
        hint=_("Or where to get it in another form, for example by post."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].label = _("A file that is kept here, instead of an address")
        self.fields["upload"].help_text = _(
            "PDF, DOCX, ODT, XLSX, CSV (in UTF-8) or EPUB of up to 5 MB, MP3 of up to 15 MB. Kind and size are"
            " told by themselves. Authors and places written into the file go out with it."
        )


SECTION_FORMS: Mapping[str, type[_SectionForm]] = {
    "text": TextSection,
    "steps": StepsSection,
    "callout": TextSection,
    "help": HelpSection,
    "image": ImageSection,
    "video": VideoSection,
    "download": DownloadSection,
}


class FileForm(forms.Form):
    """A file with pages or sources."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A Word document (.docx), Markdown (.md), sources as RIS or BibTeX, topics as XML, our own"
            " JSON, or a ZIP with several of them. Up to 5 MB."
        ),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file with content")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_WAITING:
            raise ValidationError(_now("Choose a file of up to 5 MB"), code="size")
        return file


class SendForm(forms.Form):
    """What changed, how much it weighs, and by when the page is checked again.

    `again`: readers have a text of the page already; a first one always weighs most.
    """

    significance = forms.ChoiceField(
        label=_("How much does the change weigh?"),
        choices=Revision.Significance.choices,
        widget=forms.RadioSelect,
        help_text=_("Only a medical change needs a new medical check. If in doubt, choose it."),
    )
    what_changed = line(_("What changed, in one sentence?"), longest=300)
    review_by = MemorableDateField(
        label=_("By when does the page have to be checked again?"),
        required=False,
        help_text=_(
            "A medical change needs a day: at the latest three years from now, and treatments change"
            " faster. A smaller change leaves the day as it is, or brings it nearer if you give one."
        ),
    )

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = again
        self.fields["what_changed"].required = again

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        medical = given.get("significance") == Revision.Significance.MEDICAL
        asked = (medical or not self.again) and "review_by" not in self.errors
        if asked and not given.get("review_by"):
            self.add_error("review_by", _now("Say by when the page has to be checked again"))
        return given


class VariantForm(forms.Form):
    """In which language a page is told again."""

    title = line(_("Title in that language"), needed=True)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class EasyForm(forms.Form):
    """The title of an easy-read text."""

    title = line(_("Title in very easy words"), needed=True)
