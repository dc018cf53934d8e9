"""How far the portal is set up, as the tables say it now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import HandOverNote, LetterHead, Organisation, SetUpMark, SitePage
from members.office_rules import may_run_the_office
from members.queries.duties import duties
from members.set_up import COPIES, MAIL, Point
from members.site_pages import FIXED
from notifications.queries import last_run
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit import spoken

WORKER_RESTS = timedelta(minutes=15)


def marks() -> dict[str, datetime]:
    """name of a mark → when it was set."""
    return dict(SetUpMark.objects.values_list("name", "at"))


def hand_over_note(*, actor: Actor) -> HandOverNote:
    """What the office wrote for whoever comes next; empty while it wrote nothing."""
    demand(may_run_the_office(actor))
    return HandOverNote.objects.first() or HandOverNote()


def own_points(actor: Actor) -> Iterator[Point]:
    """What the portal itself needs, whatever parts of it are used."""
    demand(may_run_the_office(actor))
    row, marked = Organisation.objects.first() or Organisation(), marks()
    yield from _said(row)
    yield _pages()
    yield _worker()
    yield _mail(marked.get(MAIL))
    yield _duties(actor)
    yield _copies(marked.get(COPIES))
    yield _note(actor)
    yield _letters()


def _said(row: Organisation) -> Iterator[Point]:
    yield Point(
        _("Name, telephone and hours"),
        _("They stand on every page: somebody who is stuck calls."),
        bool(row.phone and any(row.hours.values())),
        row.phone or _("No telephone number yet."),
        reverse("members:organisation_name"),
        _("Name and telephone"),
    )
    missing = [
        words
        for words, text in (
            (_("imprint"), row.imprint),
            (_("privacy information"), row.privacy),
            (_("rules of being together"), row.rules),
        )
        if not text.get(settings.LANGUAGE_CODE, "").strip()
    ]
    yield Point(
        _("Imprint, privacy, rules"),
        _("The law asks for the first two, and members agree to the third."),
        not missing,
        _("Missing: %(what)s.") % {"what": ", ".join(missing)} if missing else _("All written."),
        reverse("members:organisation_joining" if _only_rules(row) else "members:organisation_texts"),
        _("Write them"),
    )  # fmt: skip


def _only_rules(row: Organisation) -> bool:
    language = settings.LANGUAGE_CODE
    return bool(row.imprint.get(language) and row.privacy.get(language))


def _pages() -> Point:
    written = set(SitePage.objects.filter(shown=True).values_list("slug", flat=True))
    ours = [page for page in FIXED.values() if page.starter and page.slug not in written]
    names = ", ".join(str(page.title) for page in ours)
    return Point(
        _("Contact and accessibility in your own words"),
        _("Until then our words stand there, and say so."),
        not ours,
        _("Still ours: %(pages)s.") % {"pages": names} if ours else _("All written."),
        reverse("members:office_pages"),
        _("Public pages"),
        needed=False,
    )


def _worker() -> Point:
    last = last_run()
    runs = last is not None and timezone.now() - last < WORKER_RESTS
    state = _("Nothing was ever done in the background.")
    if last is not None:
        state = _("Last seen at work: %(moment)s.") % {"moment": spoken.moment(last)}
    if not runs:
        state += " " + _("Ask whoever runs the server: is the worker running?")
    return Point(
        _("The worker runs"),
        _("It sends e-mails, keeps times and does what was promised, day and night."),
        runs,
        state,
    )


def _mail(read_at: datetime | None) -> Point:
    state = _("No test mail was read back yet.")
    if read_at is not None:
        state = _("A test mail was read back on %(day)s.") % {"day": spoken.day(read_at)}
    return Point(
        _("E-mail arrives"),
        _("Members sign in with it. A mail that was sent is not yet a mail that arrived."),
        read_at is not None,
        state,
        reverse("members:test_mail"),
        _("Send a test mail"),
    )


def _duties(actor: Actor) -> Point:
    short = sum(not one.is_filled for one in duties(actor=actor))
    words = ngettext(
        "%(count)s duty has too few people. The table says what happens instead.",
        "%(count)s duties have too few people. The table says what happens instead.",
        short,
    )
    return Point(
        _("Who does what"),
        _("Some things need two people. With fewer they wait, or have a lighter form."),
        not short,
        words % {"count": short} if short else _("Every duty has its people."),
        reverse("members:duties"),
        _("Who does what, and who stands in"),
        needed=False,
    )


def _copies(said_at: datetime | None) -> Point:
    state = _("Nobody has told us yet.")
    if said_at is not None:
        state = _("You wrote it down on %(day)s.") % {"day": spoken.day(said_at)}
    return Point(
        _("Copies are made, and one was brought back"),
        _("A copy nobody ever brought back is a hope. Ask whoever runs the server to try it."),
        said_at is not None,
        state,
        by_hand=COPIES,
    )


def _note(actor: Actor) -> Point:
    note = hand_over_note(actor=actor)
    return Point(
        _("Who runs the server, and how to reach them"),
        _("It stands in what you hand over when somebody else takes the office."),
        bool(note.host),
        _("Written down.") if note.host else _("Not written down yet."),
        reverse("members:hand_over_words"),
        _("Write it down"),
        needed=False,
    )


def _letters() -> Point:
    there = LetterHead.objects.exists()
    return Point(
        _("Where letters come from"),
        _("Whoever has no mailbox gets letters and code cards by post."),
        there,
        _("Written down.") if there else _("No letter can be printed yet."),
        reverse("members:letter_head"),
        _("Say where letters come from"),
        needed=False,
    )
