"""Ten points by which an organisation looks at its own way of making health pages, once a year."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .checklist import Checklist, Item
from .models import SelfAudit

# What the ten points are about follows the criteria of the PIF TICK (Patient Information Forum,
# June 2022); every sentence is ours. The tick itself is given by the forum after its own look.
OWN_LOOK = Checklist(
    "own-look", 1, _("How we make our pages"),
    (
        Item("system", _("There is one way in which our pages are made, and we keep to it.")),
        Item("trained", _("Whoever writes and checks learned how, and is helped.")),
        Item("need", _("A page begins with something people asked for or did not find.")),
        Item("evidence", _("It rests on good sources, and says what is not certain.")),
        Item("users", _("People it is written for take part, and it is said how.")),
        Item("fair", _("We think of those who are easily left out, and ask who they are.")),
        Item("plain", _("It is in plain words, easy to find your way in, and open to everybody.")),
        Item("feedback", _("It is clear who made it, and what readers tell us is answered.")),
        Item("reaches", _("It gets to those who need it, on paper as well.")),
        Item("works", _("We look whether it helped, and change what did not.")),
    ),
    lead=_("Ten points, once a year. After the criteria of the PIF TICK; it is no application for it."),
)  # fmt: skip


def hints() -> dict[str, str]:
    """Point → where this portal shows something about it."""
    places = {
        "system": [(_now("How we check our pages"), "rules")],
        "trained": [(_now("How you are named"), "contributor")],
        "need": [(_now("Topics members ask for"), "topics")],
        "evidence": [(_now("Sources"), "sources")],
        "users": [(_now("How it came about"), "projects"), (_now("Take part"), "take_part")],
        "fair": [(_now("In very easy words"), "shelf")],
        "plain": [(_now("Words and what they mean"), "words")],
        "feedback": [(_now("Pages"), "desk")],
        "reaches": [(_now("Programmes"), "programmes")],
        "works": [(_now("Pages"), "desk")],
    }
    return {
        point: _now("In this portal: %(places)s")
        % {"places": ", ".join(f"{label} ({reverse(f'education:{name}')})" for label, name in at)}
        for point, at in places.items()
    }


@dataclass(frozen=True, slots=True)
class Point:
    """One point as it was answered. `said`: in words, '' for nothing said."""

    text: str
    said: str
    where: str
    note: str

    @property
    def is_address(self) -> bool:
        return self.where.startswith(("https://", "http://"))


def shown(audit: SelfAudit) -> list[Point]:
    """In the words of its year."""
    words = {"yes": _now("Yes"), "partly": _now("Partly"), "no": _now("Not yet")}
    found = []
    for item in audit.items:
        said = audit.answers.get(item["id"], {})
        found.append(
            Point(
                item["text"],
                words.get(said.get("said", ""), ""),
                said.get("where", ""),
                said.get("note", ""),
            )
        )
    return found
