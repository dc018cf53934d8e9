"""Changing what the organisation says about itself; each change counts the version up."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.actions import record
from members import colours
from members.logo import Logo
from members.models import Organisation, OrganisationLogo
from members.office_rules import may_run_the_office, may_set_up
from members.queries.organisation import forget_organisation
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

Texts = dict[str, str]  # language code → text


class ColoursTooWeak(Exception):
    """Words could not be read; `weak` says for each colour what is wrong and what would do."""

    def __init__(self, weak: dict[str, colours.TooWeak]) -> None:
        super().__init__(", ".join(sorted(weak)))
        self.weak = weak


def set_up_organisation(
    *, actor: Actor, name: str, phone: str, hours: Texts, joining: str, minimum_age: int
) -> Organisation:
    """The first row of an empty installation. Raises PermissionDenied when there is one."""
    with transaction.atomic():
        demand(may_set_up(actor, exists=Organisation.objects.exists()))
        try:
            with transaction.atomic():
                row = Organisation.objects.create(
                    name=name, phone=phone, hours=hours, joining=joining, minimum_age=minimum_age
                )
        except IntegrityError:  # two people, the same moment: there is one organisation
            demand(may_set_up(actor, exists=True))
            raise
        record(actor=actor, verb="members.organisation.set_up", thing=row)
    forget_organisation()
    return row


def describe_organisation(
    *, actor: Actor, name: str, tagline: Texts, phone: str, hours: Texts, emergency: Texts
) -> Organisation:
    """Name, telephone and what stands beside them on every page."""
    return _change(
        actor,
        "members.organisation.described",
        name=name,
        tagline=tagline,
        phone=phone,
        hours=hours,
        emergency=emergency,
    )


def colour_organisation(*, actor: Actor, accent: str, highlight: str) -> Organisation:
    """Two colours as "#rrggbb", '' for ours; raises ColoursTooWeak, with what would do instead."""
    theme: dict[str, Any] = {}
    if accent or highlight:
        pair = accent or colours.HOUSE_ACCENT, highlight or colours.HOUSE_HIGHLIGHT
        weak = colours.too_weak(*pair)
        if weak:
            raise ColoursTooWeak(weak)
        theme = colours.theme(*pair)
    return _change(
        actor, "members.organisation.coloured", accent=accent, highlight=highlight, theme=theme
    )


def set_joining(*, actor: Actor, joining: str, minimum_age: int, rules: Texts) -> Organisation:
    """Who may join, from what age, and the rules everybody accepts."""
    return _change(
        actor,
        "members.organisation.joining_set",
        joining=joining,
        minimum_age=minimum_age,
        rules=rules,
    )


def write_legal_texts(*, actor: Actor, imprint: Texts, privacy: Texts) -> Organisation:
    """Who is responsible, and how data is kept."""
    return _change(actor, "members.organisation.texts_written", imprint=imprint, privacy=privacy)


def set_parts(*, actor: Actor, off: list[str]) -> Organisation:
    """Which apps are switched off (see members/parts.py); nothing of theirs is deleted."""
    return _change(actor, "members.organisation.parts_set", parts_off=off)


def accept_purpose(*, actor: Actor, mark: str) -> Organisation:
    """The organisation stands by the intended purpose with this mark; '' takes that back."""
    today = timezone.localdate() if mark else None
    return _change(
        actor,
        "members.organisation.purpose_accepted" if mark else "members.organisation.purpose_left",
        purpose_accepted=mark,
        purpose_accepted_on=today,
    )


def put_logo(*, actor: Actor, logo: Logo | None) -> Organisation:
    """The picture beside the name; None takes it away."""
    with transaction.atomic():
        row = _change(actor, "members.organisation.logo_put", logo_ref=logo.ref if logo else "")
        if logo is not None:
            OrganisationLogo.objects.get_or_create(ref=logo.ref, defaults={"png": logo.png})
        OrganisationLogo.objects.exclude(ref=row.logo_ref).delete()
    return row


def _change(actor: Actor, verb: str, **values: Any) -> Organisation:
    """Writes what differs, one version on; the same again changes nothing and leaves no trace."""
    with transaction.atomic():
        row = Organisation.objects.select_for_update().get()
        demand(may_run_the_office(actor))
        changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
        if not changed:
            return row
        for name in changed:
            setattr(row, name, values[name])
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        record(actor=actor, verb=verb, thing=row, fields=changed, version=row.version)
    forget_organisation()
    return row
