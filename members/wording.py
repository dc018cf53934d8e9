"""The exact words somebody decides about, the same on the page and in the evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Template

from django.utils.translation import gettext, ngettext, override

from po_platform.kit import spoken

from .lengths import MONTHS, VISIT_DAYS, Length
from .models import ConsentText
from .purposes import Words


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text with its gaps filled; `text` is None for words that stand in no published text."""

    title: str
    body: str
    language: str
    text: ConsentText | None = None

    @property
    def words(self) -> str:
        """What is kept as evidence."""
        return f"{self.title}\n\n{self.body}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split("\n\n")


def render(
    text: ConsentText,
    *,
    who: str,
    what: Sequence[Words],
    clinic: bool,
    until: Length | datetime | None,
    child: str = "",
) -> Rendered:
    """A text about sharing; `until` a length from its beginning, a day, or None for no end.

    `child`: for whom it is decided by law, in texts that name her.
    """
    with override(text.language):
        lasts = for_length(until) if isinstance(until, Length) else until_day(until)
        gaps = {
            "who": who,
            "what": listed(what),
            "reach": reach(clinic),
            "until": lasts,
            "child": child,
        }
    return Rendered(
        Template(text.title).substitute(gaps),
        Template(text.body).substitute(gaps),
        text.language,
        text,
    )


def listed(parts: Sequence[Words]) -> str:
    """ "a, b and c" in the reader's language."""
    words = [str(part) for part in parts]
    if len(words) < 2:
        return "".join(words)
    return gettext("%(many)s and %(last)s") % {"many": ", ".join(words[:-1]), "last": words[-1]}


def reach(clinic: bool) -> str:
    """Who is meant by one name."""
    if clinic:
        return gettext(
            "This goes to a clinic: everyone who works there may look. I can see their names, and"
            " who joins or leaves."
        )
    return gettext("This goes to one person. Nobody else may look.")


def for_length(length: Length) -> str:
    """ "for 3 months"; completes "it lasts …"."""
    if length is Length.OPEN:
        return gettext("until I end it")
    if length is Length.VISIT:
        return ngettext("for %(days)s day", "for %(days)s days", VISIT_DAYS) % {"days": VISIT_DAYS}
    months = MONTHS[length]
    return ngettext("for %(months)s month", "for %(months)s months", months) % {"months": months}


def until_day(ends_at: datetime | None) -> str:
    """ "until Tuesday, 4 March"; completes "it lasts …"."""
    if ends_at is None:
        return gettext("until I end it")
    return gettext("until %(day)s") % {"day": spoken.day(ends_at)}


def ending(who: str, *, ask_to_delete: bool, language: str, child: str = "") -> Rendered:
    """What ending says, with or without the wish that copies be deleted.

    `child`: for whom it is ended by law.
    """
    named = {"who": who, "child": child}
    with override(language):
        if child:
            title = gettext("I end sharing for %(child)s with %(who)s") % named
            body = gettext(
                "From now on %(who)s sees nothing of %(child)s here any more. I act for"
                " %(child)s by law."
            )
            body %= named
        else:
            title = gettext("I end sharing with %(who)s") % named
            body = gettext("From now on %(who)s sees nothing of mine here any more.") % named
        if ask_to_delete:
            body += "\n\n" + gettext(
                "I also ask %(who)s to delete the copies made until today."
            ) % {"who": who}
    return Rendered(title, body, language)


def shortening(
    who: str, *, what: Sequence[Words], ends_at: datetime | None, language: str
) -> Rendered:
    """What sharing less says."""
    with override(language):
        title = gettext("I share less with %(who)s") % {"who": who}
        body = gettext("%(who)s may see this about me: %(what)s. It lasts %(until)s.") % {
            "who": who,
            "what": listed(what),
            "until": until_day(ends_at),
        }
    return Rendered(title, body, language)
