"""Mails of the editorial desk and to readers: that something waits, never what page it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Person, RoleHolding
from notifications.actions import Note, queue_all
from notifications.kinds import Group, Kind, Pending, register
from po_platform.access.actor import Hat

from .models import OutsideReader, ReviewStep, Revision

CHECK, RETURNED, DUE = "education.check", "education.returned", "education.due"
READ = "education.read"
ANSWERED, URGENT = "education.answered", "education.urgent"
CHANGED = "education.changed"
QUESTION = "education.question"
HATS = {"lay": (Hat.EDITOR, Hat.REVIEWER), "medical": (Hat.REVIEWER,), "publish": (Hat.EDITOR,)}


def people_with(hats: Iterable[Hat], *, without: Iterable[int] = ()) -> list[int]:
    """Person ids of those who hold one of these roles now, some accounts left out."""
    living = RoleHolding.objects.filter(role__in=list(hats), starts_at__lte=Now()).exclude(
        ends_at__lte=Now()
    )
    accounts = living.exclude(account_id__in=list(without)).values("account_id")
    return list(
        Person.objects.filter(account_id__in=accounts, state="active").values_list("pk", flat=True)
    )


def people_of(accounts: Iterable[int]) -> list[int]:
    """Person ids of these accounts."""
    return list(Person.objects.filter(account_id__in=list(accounts)).values_list("pk", flat=True))


def tell_step_open(step: ReviewStep) -> None:
    """Whoever may do this check, the writers left out."""
    path = reverse("education:check", args=[step.revision.article.ref])
    people = people_with(HATS[step.step], without=step.revision.writers)
    tell(people, CHECK, path, f"{CHECK}:{step.pk}", about=str(step.pk))


def tell_returned(revision: Revision) -> None:
    """The writers: somebody wrote what has to change."""
    path = _place_of(revision)
    done = revision.steps.exclude(decided_at=None).order_by(F("decided_at").desc()).first()
    key = f"{RETURNED}:{done.pk if done else revision.pk}"
    tell(people_of(revision.writers), RETURNED, path, key)


def tell_author(revision: Revision) -> None:
    """Whoever writes a column: an editor published a text of hers."""
    if revision.article.column_id:
        people = people_of(revision.writers[:1])
        tell(people, ANSWERED, _place_of(revision), f"{ANSWERED}:text:{revision.pk}")


def _place_of(revision: Revision) -> str:
    """Where its writers find it: authors of a column have no desk."""
    article = revision.article
    if article.column_id:
        return reverse("education:my_columns")
    return reverse("education:desk_page", args=[article.ref])


def tell_read(reader: OutsideReader) -> None:
    """Whoever asked: somebody read the text."""
    if reader.version is not None:
        path = reverse("education:programme_readers", args=[reader.version.programme.ref])
    else:
        path = reverse("education:outside_readers", args=[reader.text.article.ref])
    tell(people_of([reader.asked_by or 0]), READ, path, f"{READ}:{reader.pk}")


def tell(people: Iterable[int], kind: str, path: str, key: str, about: str = "") -> None:
    """The same to several people, once each."""
    queue_all(
        Note(
            recipient=person,
            kind=kind,
            context={"path": path},
            dedup=f"{key}:{person}",
            about=about,
        )
        for person in people
    )


def still_open(pending: Sequence[Pending]) -> set[int]:
    """Checks that somebody did meanwhile wait for nobody."""
    by_row = {one.row_id: int(one.about) for one in pending if one.about.isdecimal()}
    steps = ReviewStep.objects.filter(pk__in=by_row.values(), state="open")
    waiting = set(steps.values_list("pk", flat=True))
    return {row for row, step in by_row.items() if step in waiting}


def connect() -> None:
    """Once at start."""
    desk = Group("education_desk", _("work on the pages of the portal"))
    readers = Group("education", _("pages you keep or wrote to us about"))
    keys = frozenset({"path"})
    register(Kind(CHECK, desk, _("A text to check"), keys=keys, still_wanted=still_open))
    register(Kind(RETURNED, desk, _("A text came back to you"), keys=keys))
    register(Kind(READ, desk, _("Somebody read a text you sent them"), keys=keys))
    register(Kind(DUE, desk, _("A page to check again"), keys=keys))
    register(Kind(ANSWERED, readers, _("An answer to something you wrote"), keys=keys))
    register(Kind(CHANGED, readers, _("Something changed on a page you keep"), keys=keys))
    register(Kind(QUESTION, readers, _("News about something you asked"), keys=keys))
    register(
        Kind(
            URGENT, readers, _("Something changed on a page you keep"),
            template="education/mail/urgent", keys=keys, digestible=False,
        )
    )  # fmt: skip
