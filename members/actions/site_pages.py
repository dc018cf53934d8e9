"""Public pages: written, an older text taken up again, on and off; and who stands on the board's page."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify

from audit.actions import record
from members.models import BoardMember, Person, SitePage, SitePageVersion
from members.office_rules import may_run_the_office
from members.queries.organisation import forget_organisation
from members.queries.site_pages import begun
from members.site_pages import BOARD, FIXED
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

Texts = dict[str, str]  # language code → text
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def new_page(*, actor: Actor, title: Texts, text: Texts, position: int, in_menu: bool) -> SitePage:
    """One of the organisation's own, under a short address made of its title."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = _new(next(filter(None, title.values()), ""))
        _write(actor, row, title, text, position, in_menu)
        record(actor=actor, verb="members.site_page.written", thing=row)
    forget_organisation()
    return row


def write_page(
    *, actor: Actor, slug: str, title: Texts, text: Texts, position: int, in_menu: bool
) -> SitePage:
    """Another text from now on; what was there stays as a version. The same again changes nothing."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = _locked(slug)
        before = (row.title, row.text, row.position, row.in_menu)
        if row.version == 0 or before != (title, text, position, in_menu):
            _write(actor, row, title, text, position, in_menu)
            record(actor=actor, verb="members.site_page.written", thing=row, version=row.version)
    forget_organisation()
    return row


def take_up_version(*, actor: Actor, slug: str, number: int) -> SitePage:
    """What the page once said stands there again, as its newest version."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = _locked(slug)
        old = SitePageVersion.objects.filter(page=row, number=number).first()
        if old is None:
            raise Http404
        if number != row.version:
            _write(actor, row, old.title, old.text, row.position, row.in_menu)
            record(actor=actor, verb="members.site_page.taken_up", thing=row, version=row.version)
    forget_organisation()
    return row


def show_page(*, actor: Actor, slug: str, shown: bool) -> SitePage:
    """Off the site, or on it again; nothing written is lost."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = _locked(slug)
        if row.version == 0:
            ours = begun(slug)
            _write(actor, row, ours.title, ours.text, ours.position, in_menu=False)
        if row.shown != shown:
            row.shown = shown
            row.save(update_fields=["shown"])
            verb = "members.site_page.shown" if shown else "members.site_page.taken_off"
            record(actor=actor, verb=verb, thing=row)
    forget_organisation()
    return row


def name_on_board(
    *,
    actor: Actor,
    public_name: str,
    task: Texts,
    position: int,
    agreed_on: date,
    agreed_how: str,
    person: Person | None = None,
) -> BoardMember:
    """Exactly what this person agreed to show; with the first one the board has its page."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        if not SitePage.objects.filter(slug=BOARD).exists():
            show_page(actor=actor, slug=BOARD, shown=True)
        row = BoardMember.objects.create(
            person=person,
            public_name=public_name,
            task=task,
            position=position,
            agreed_on=agreed_on,
            agreed_how=agreed_how,
        )
        record(actor=actor, verb="members.board.named", thing=row)
    return row


def end_on_board(*, actor: Actor, member_id: int) -> None:
    """Off the page at once."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = BoardMember.objects.select_for_update().filter(pk=member_id).first()
        if row is None:
            raise Http404
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            record(actor=actor, verb="members.board.ended", thing=row)


def _new(heading: str) -> SitePage:
    """Under an address nobody has: "Müde sein" → "muede-sein", else with a number."""
    base = slugify(heading.casefold().translate(_GERMAN))[:50].strip("-") or "page"
    for number in count(1):
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in FIXED and (row := _made(slug)) is not None:
            return row
    raise AssertionError("count never ends")


def _made(slug: str) -> SitePage | None:
    try:
        with transaction.atomic():
            return SitePage.objects.create(slug=slug)
    except IntegrityError:
        return None


def _locked(slug: str) -> SitePage:
    """A page of the fixed set comes into being with its first word."""
    rows = SitePage.objects.select_for_update()
    row = rows.filter(slug=slug).first()
    if row is None and slug in FIXED:
        SitePage.objects.bulk_create(
            [SitePage(slug=slug, position=FIXED[slug].position)], ignore_conflicts=True
        )
        row = rows.filter(slug=slug).first()
    if row is None:
        raise Http404
    return row


def _write(
    actor: Actor, row: SitePage, title: Texts, text: Texts, position: int, in_menu: bool
) -> None:
    same = (row.title, row.text) == (title, text) and row.version > 0
    row.title, row.text, row.position, row.in_menu = title, text, position, in_menu
    if not same:
        row.version = 1 + (
            row.versions.order_by("-number").values_list("number", flat=True).first() or 0
        )
        SitePageVersion.objects.create(
            page=row,
            number=row.version,
            title=title,
            text=text,
            made_by=actor.account_id if isinstance(actor, SignedIn) else None,
        )
    row.save()
