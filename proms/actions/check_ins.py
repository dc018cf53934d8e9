"""Writing a check-in of the organisation's own, and publishing it as a version that stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils.text import slugify

from audit.actions import record
from members.queries.organisation import current_organisation
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from proms.actions.instruments import fit_spec, import_instrument, put_in_use
from proms.actions.licences import answer_licence
from proms.check_in import Content, languages_in, questionnaire_of, read_content, spec_of
from proms.models import CheckIn, Instrument, LicenceTerms
from proms.queries.check_ins import seen_as, spec_made_of
from proms.rules import may_curate_instruments, may_publish_check_in
from proms.shipped import shipped_specs
from questionnaires.models import Questionnaire
from questionnaires.plain import to_plain

Change = Callable[[Content], Content]


class ChangedMeanwhile(Exception):
    """Somebody else changed the check-in after this person looked at it."""


def begin_check_in(*, actor: Actor, title: dict[str, str], about: dict[str, str]) -> CheckIn:
    """A new one, not yet asked of anybody. Its name in addresses and files never changes."""
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        made = CheckIn.objects.create(
            slug=_free_slug(next(iter(title.values()))),
            content=to_plain(Content(title=title, about=about)),
        )
        record(actor=actor, verb="proms.check_in.begun", thing=made)
    return made


def change_check_in(*, actor: Actor, ref: UUID, change: Change) -> Content:
    """Keep what was changed. Like a draft: nobody is asked it, so no line in the log.

    `change` gets what is stored now, so two people who work on different questions lose nothing.
    """
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        held = _locked(ref)
        content = change(read_content(held.content))
        held.content, held.changed_at = to_plain(content), Now()
        held.save(update_fields=["content", "changed_at"])
    return content


def set_out(*, actor: Actor, ref: UUID, name: str, out: bool) -> None:
    """Takes a question or scale out, or puts it back; what it said is kept."""

    def change(content: Content) -> Content:
        if question := content.question(name):
            return content.with_question(replace(question, out=out))
        if scale := content.scale(name):
            return content.with_scale(replace(scale, out=out))
        raise Http404

    change_check_in(actor=actor, ref=ref, change=change)


def publish_check_in(
    *, actor: Actor, ref: UUID, seen: str, minutes: int, open_to_members: bool
) -> Instrument:
    """Make what was looked at the version people answer; answers to older ones stay with theirs.

    `seen` is what the page showed (`seen_as`). Raises ChangedMeanwhile when that is no longer
    what is stored, PermissionDenied while something is lacking or nothing has changed.
    """
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        held = _locked(ref)
        if seen_as(held) != seen:
            raise ChangedMeanwhile
        content = read_content(held.content)
        demand(may_publish_check_in(content, changed=held.content != held.published))
        held.times_published += 1
        if held.published is None or _counts_otherwise(held, content):
            held.rule = held.times_published
        instrument = _made(actor, held, content)
        put_in_use(
            actor=actor, instrument=instrument, open_to_members=open_to_members, minutes=minutes
        )
        _name(instrument, content)
        held.instrument, held.published = instrument, held.content
        held.save(update_fields=["instrument", "published", "times_published", "rule"])
        record(
            actor=actor, verb="proms.check_in.published", thing=held, number=held.times_published
        )
    return instrument


def _made(actor: Actor, held: CheckIn, content: Content) -> Instrument:
    """The version, its licence (it is our own) and its way of counting."""
    whose = current_organisation(languages_in(content)[0]).name
    file = questionnaire_of(
        content, slug=held.slug, number=held.times_published, rights=f"© {whose}"
    )
    intake, instrument = import_instrument(
        actor=actor, raw=json.dumps(file).encode(), slug=held.slug
    )
    if instrument is None or intake.version is None:
        raise ValueError(f"check-in {held.slug}: {intake.result.report.to_json()}")
    if instrument.licence == LicenceTerms.Licence.UNANSWERED:
        answer_licence(
            actor=actor, instrument=instrument, licence=LicenceTerms.Licence.FREE,
            holder=whose, terms="", ends_on=None,
        )  # fmt: skip
        instrument.refresh_from_db()
    spec = spec_made_of(content, held)
    if spec is not None:
        fitted = fit_spec(actor=actor, instrument=instrument, version=intake.version, spec=spec)
        if not fitted.complete:
            raise ValueError(f"check-in {held.slug}: {fitted.problems}")
    return instrument


def _name(instrument: Instrument, content: Content) -> None:
    """Lists show the newest title."""
    titles = {one: content.title[one] for one in languages_in(content)}
    Instrument.objects.filter(pk=instrument.pk).update(
        titles=titles, title=next(iter(titles.values()))
    )


def _counts_otherwise(held: CheckIn, content: Content) -> bool:
    def spec(of: Content) -> Any:
        return spec_of(of, slug=held.slug, version="", source="")

    return bool(spec(read_content(held.published)) != spec(content))


def _locked(ref: UUID) -> CheckIn:
    found = CheckIn.objects.select_for_update().filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _free_slug(title: str) -> str:
    """Of the title; no other questionnaire, and no shipped rule, has this name."""
    begin = slugify(title)[:60] or "check-in"
    taken = {*shipped_specs(), *CheckIn.objects.values_list("slug", flat=True)}
    taken |= set(Questionnaire.objects.values_list("slug", flat=True))
    names = (begin if n == 1 else f"{begin}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
