"""Writing programmes: begun, changed part by part, read in from a file, published by somebody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.programme_family import held, held_in_family
from education.models import OutsideReader, Programme, ProgrammeStop, ProgrammeVersion
from education.programme_rules import may_change_programme
from education.programme_shape import (
    MOST_STEPS,
    Module,
    Step,
    as_json,
    lines_of,
    mark_of,
    read_modules,
    step_in,
    steps_of,
    with_step,
)
from education.queries.stopping import stop_over
from education.reading_in.programmes import LONGEST_TITLE, modules_of_file, stop_of_file
from education.rules import account_of, may_write
from education.sections import new_id
from education.slugs import slug_for
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.plain import to_plain

Modules = tuple[Module, ...]
OTHER_ADDRESSES = frozenset({"asked", "card", "doctor", "mine", "plans"})  # beneath /programmes
DRAFT = ProgrammeVersion.State.DRAFT


def begin_programme(*, actor: Actor, title: str, language: str) -> Programme:
    """A programme with an empty draft."""
    demand(may_write(actor))
    with transaction.atomic():
        row = _new(title, language, "")
        module = Module(new_id(), _("The beginning"))
        ProgrammeVersion.objects.create(
            programme=row, number=1, title=title, modules=as_json([module]), writers=_me(actor)
        )
        record(actor=actor, verb="education.programme.begun", thing=row)
    return row


def open_programme_draft(*, actor: Actor, ref: UUID) -> ProgrammeVersion:
    """The draft there is, or one that begins with what is live. Who is on the way stays there."""
    demand(may_write(actor))
    with transaction.atomic():
        row = held(ref)
        draft = row.versions.filter(state=DRAFT).first()
        if draft is not None:
            return draft
        live = row.versions.order_by("-number")[0]
        draft = ProgrammeVersion.objects.create(
            programme=row, number=live.number + 1, title=live.title, lead=live.lead,
            good_for=live.good_for, not_for=live.not_for, modules=live.modules,
            measured_by=live.measured_by, guided=live.guided, course_needed=live.course_needed,
            writers=_me(actor),
        )  # fmt: skip
        record(actor=actor, verb="education.programme.draft_begun", thing=draft)
    return draft


def tell_again(*, actor: Actor, ref: UUID, language: str, title: str) -> Programme:
    """The same programme as a draft in another language, word for word until somebody tells it.

    Raises PermissionDenied where there is one already, and for a text that was stopped.
    """
    demand(may_write(actor))
    with transaction.atomic():
        first = held_in_family(ref)
        root = first.translation_of or first
        taken = {root.language, *root.translations.values_list("language", flat=True)}
        if language in taken:
            raise PermissionDenied(_("This programme is there in this language already."))
        text = first.live or first.versions.order_by("-number")[0]
        if stop_over(text) is not None:
            raise PermissionDenied(
                _("This text was stopped. Publish a corrected one first, then tell that again.")
            )
        row = _new(title, language, "")
        row.translation_of = root
        row.save(update_fields=["translation_of"])
        top = {**text.top, "title": title}
        ProgrammeVersion.objects.create(
            programme=row, number=1, modules=text.modules, writers=_me(actor), **top
        )
        record(actor=actor, verb="education.programme.begun", thing=row)
    return row


def drop_programme_draft(*, actor: Actor, ref: UUID) -> None:
    """Thrown away; what is live stays. The first draft of a programme stays too."""
    demand(may_write(actor))
    with transaction.atomic():
        row = held(ref)
        if row.live_id is None:
            raise PermissionDenied(_("This programme has nothing but this draft."))
        if OutsideReader.objects.filter(version__programme=row, version__state=DRAFT).exists():
            raise PermissionDenied(
                _("Members read this draft for you. Change it; it cannot be thrown away any more.")
            )
        gone, _rows = row.versions.filter(state=DRAFT).delete()
        if gone:
            record(actor=actor, verb="education.programme.draft_dropped", thing=row)


class ChangedMeanwhile(Exception):
    """Somebody else changed it since the page was opened. `mark` and `lines`: as it stands now."""

    def __init__(self, mark: str, lines: Sequence[str]) -> None:
        super().__init__(_("Somebody else changed this meanwhile."))
        self.mark, self.lines = mark, lines


def change_programme(*, actor: Actor, ref: UUID, mark: str = "", **values: Any) -> None:
    """What stands on top, see TOP. `mark`: of what was opened. Raises ChangedMeanwhile."""
    with transaction.atomic():
        draft = _draft(actor, ref)
        now = mark_of(draft.top)
        if mark not in ("", now):
            lines = lines_of(draft.title, draft.lead, draft.good_for, draft.not_for, ())
            raise ChangedMeanwhile(now, lines)
        for name, value in values.items():
            setattr(draft, name, value)
        draft.save()
        record(actor=actor, verb="education.programme.changed", thing=draft)


def add_module(*, actor: Actor, ref: UUID, title: str) -> None:
    """One more part at the end."""
    _change(actor, ref, lambda old: (*old, Module(new_id(), title)))


def name_module(*, actor: Actor, ref: UUID, module_id: str, title: str) -> None:
    """Another heading; '' takes an empty part away."""

    def change(old: Modules) -> Modules:
        if not title:
            return tuple(one for one in old if one.id != module_id or one.steps)
        return tuple(replace(one, title=title) if one.id == module_id else one for one in old)

    _change(actor, ref, change)


def add_step(*, actor: Actor, ref: UUID, module_id: str, kind: str, title: str) -> str:
    """At the end of its part; its id."""
    step = Step(new_id(), kind, title)

    def change(old: Modules) -> Modules:
        if sum(1 for _one in steps_of(old)) >= MOST_STEPS:
            raise PermissionDenied(_("More than %(n)s steps are too many.") % {"n": MOST_STEPS})
        if all(one.id != module_id for one in old):
            raise Http404
        return tuple(
            replace(one, steps=(*one.steps, step)) if one.id == module_id else one for one in old
        )

    _change(actor, ref, change)
    return step.id


def save_step(*, actor: Actor, ref: UUID, step_id: str, mark: str = "", **values: Any) -> None:
    """What it says and asks, and when it shows. `mark`: of what was opened.

    Raises ChangedMeanwhile.
    """

    def change(old: Modules) -> Modules:
        step = step_in(old, step_id)
        if step is None:
            raise Http404
        if mark not in ("", now := mark_of(to_plain(step))):
            raise ChangedMeanwhile(now, lines_of("", "", (), (), [Module("", "", (step,))]))
        return with_step(old, replace(step, **values))

    _change(actor, ref, change)


def move_step(*, actor: Actor, ref: UUID, step_id: str, by: int) -> None:
    """Up or down; over the edge of a part it goes into the next one. `by` 0 takes it out."""

    def change(old: Modules) -> Modules:
        at = next((n for n, one in enumerate(old) if any(s.id == step_id for s in one.steps)), -1)
        if at < 0:
            raise Http404
        here = list(old[at].steps)
        place = next(n for n, one in enumerate(here) if one.id == step_id)
        step = here.pop(place)
        found = list(old)
        aim = place + by
        if by == 0 or 0 <= aim <= len(here):
            if by:
                here.insert(aim, step)
            found[at] = replace(old[at], steps=tuple(here))
        elif 0 <= at + by < len(found):
            found[at] = replace(old[at], steps=tuple(here))
            there = old[at + by].steps
            moved = (*there, step) if by < 0 else (step, *there)
            found[at + by] = replace(old[at + by], steps=moved)
        return tuple(found)

    _change(actor, ref, change)


def take_in_programme(*, actor: Actor, value: Mapping[str, Any]) -> Programme:
    """A draft from a file of our own kind; the same slug again is a new draft of the same programme.

    Stopped where it comes from, it lies under that stop here too. Raises ValueError with the
    first thing that is wrong in it.
    """
    demand(may_write(actor))
    modules = modules_of_file(value.get("modules"))
    lines = {name: _lines(value, name) for name in ("good_for", "not_for")}
    title, lead, slug = (_text(value, name) for name in ("title", "lead", "slug"))
    if len(title) > LONGEST_TITLE:
        words = _("The title “%(name)s” is longer than 160 signs.")
        raise ValueError(f"title: {words % {'name': title[:LONGEST_TITLE]}}")
    language, original = (_text(value, name) for name in ("language", "translation_of"))
    measured_by, stopped = _text(value, "measured_by")[:80], stop_of_file(value)
    with transaction.atomic():
        row = Programme.objects.select_for_update().filter(slug=slug).first()
        if row is not None and row.language != language:
            words = _("A programme of this name is here already, in another language.")
            raise ValueError(f"slug: {words}")
        row = row or _new(title, language, slug)
        row.translation_of = _original(row, original)
        row.save(update_fields=["translation_of"])
        number = row.versions.filter(state="published").count() + 1
        ProgrammeVersion.objects.update_or_create(
            programme=row, state=DRAFT,
            defaults={
                "number": number, "title": title, "lead": lead, "modules": as_json(modules),
                "writers": _me(actor), "measured_by": measured_by, **lines,
                "guided": value.get("guided") is True,
                "course_needed": value.get("course_needed") is True,
            },
        )  # fmt: skip
        if stopped:  # written after the draft: it comes out with what was corrected, see stop_over
            ProgrammeStop.objects.create(programme=row, told_at=timezone.now(), **stopped)
        record(actor=actor, verb="education.programme.taken_in", thing=row)
    return row


def _original(row: Programme, slug: str) -> Programme | None:
    """What it tells again: the first of that family; as it was where the name fits nothing."""
    rows = Programme.objects.select_related("translation_of")
    named = rows.filter(slug=slug).first()
    first = named and (named.translation_of or named)
    if first is None or first.pk == row.pk or row.translations.exists():
        return row.translation_of
    return first


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name, "")
    if not isinstance(found, str) or len(found) > 400 or "\x00" in found:
        raise ValueError(f"{name}: A text of up to 400 signs belongs here.")
    return found


def _lines(value: Mapping[str, Any], name: str) -> list[str]:
    found = value.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"{name}: A list of texts belongs here.")
    return found


def _new(title: str, language: str, slug: str) -> Programme:
    def is_used(name: str) -> bool:
        return name in OTHER_ADDRESSES or Programme.objects.filter(slug=name).exists()

    return Programme.objects.create(
        slug=slug_for(slug or title, is_used), title=title, language=language
    )


def _change(actor: Actor, ref: UUID, change: Callable[[Modules], Sequence[Module]]) -> None:
    with transaction.atomic():
        draft = _draft(actor, ref)
        draft.modules = as_json(change(read_modules(draft.modules)))
        draft.save(update_fields=["modules", "writers"])
        record(actor=actor, verb="education.programme.changed", thing=draft)


def _draft(actor: Actor, ref: UUID) -> ProgrammeVersion:
    """Held for this change, with the actor among its writers."""
    row = held(ref)
    draft = row.versions.select_for_update().filter(state=DRAFT).first()
    if draft is None:
        raise PermissionDenied(_("This version was published. It does not change any more."))
    demand(may_change_programme(actor, draft))
    draft.writers = sorted({*draft.writers, *_me(actor)})
    return draft


def _me(actor: Actor) -> list[int]:
    account = account_of(actor)
    return [account] if account is not None else []
