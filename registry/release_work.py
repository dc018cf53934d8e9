"""Making a release, a unit at a time: frozen, written, packed; a killed worker loses one unit."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from shutil import copyfileobj
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from files import places
from files.actions.storing import store_file
from files.models import Job, StoredFile
from files.work import Progress
from po_platform.access.actor import System
from po_platform.access.refusals import Denied
from registry import request_notices as notices
from registry.cohort import may_leave
from registry.hiding import is_coded
from registry.models import Event, Form, Release, ReleaseRow, ReleaseSubject
from registry.pseudonyms import days_shifted
from registry.queries.codes import only_known
from registry.queries.requests import rules_of
from registry.release_file import ALWAYS, CODEBOOK, RAW, WORDS, bundle, line_of, save, with_figures
from registry.release_freeze import NotReconciled, blank_marks, freeze, give_pseudonyms, key_of
from registry.release_rows import Piece, Sheet, as_agreed, codebook
from registry.release_typed import as_frozen, sheet_of, write_typed
from registry.request_rules import may_go_out
from registry.request_shown import Shown

FILE = "registry.release"
PEOPLE_AT_ONCE = 300
KEPT_UNSEEN = timedelta(days=90)


def make_release(actor: System, job: Job) -> Progress:
    """One unit: the frozen copy; some hundred people; or the file, and the copy goes."""
    rows = Release.objects.select_related("request__dataset__registry", "request__cohort")
    release = rows.select_for_update(of=("self",)).get(ref=job.subject_id)
    if release.state != Release.State.BUILDING:  # given up meanwhile
        return Progress(0, 0, finished=True)
    if not job.resume.get("frozen"):
        return _begin(actor, release, Shown(release.request))
    shown = as_frozen(release)
    people, done = release.pseudonyms, int(job.resume.get("done", 0))
    if done < len(people):
        made = _write(actor, job, release, shown, people[done : done + PEOPLE_AT_ONCE], done)
        done = min(done + PEOPLE_AT_ONCE, len(people))
        kept = {**job.resume, "done": done, "rows": int(job.resume.get("rows", 0)) + made}
        return Progress(done, len(people) + 1, kept)
    stored = _pack(actor, job, release, shown)
    total = len(people) + 1
    return Progress(total, total, job.resume, result=stored, finished=True)


def _begin(actor: System, release: Release, shown: Shown) -> Progress:
    verdict = may_go_out(release.request.variables, may_leave(shown.layout))
    if isinstance(verdict, Denied):
        return _failed(release, verdict.reason)
    release.as_of = freeze(actor, release, shown)
    release.pseudonyms = give_pseudonyms(actor, release)
    release.n_people = len(release.pseudonyms)
    if not release.n_people:
        return _failed(release, _("Nobody who agreed fits the conditions now."))
    least = rules_of(release.request.dataset.registry_id).group
    blanked = blank_marks(actor, release, shown, least)
    release.manifest = _manifest(release, shown, least, blanked)
    release.save()
    return Progress(0, release.n_people + 1, {"frozen": True, "done": 0, "rows": 0})


def _failed(release: Release, problem: str) -> Progress:
    release.state, release.sealed_key, release.problem = Release.State.FAILED, "", problem[:300]
    release.save()
    return Progress(0, 0, finished=True)


def _manifest(release: Release, shown: Shown, least: int, blanked: int) -> dict[str, Any]:
    row = release.request
    assert release.as_of is not None  # noqa: S101  # frozen a moment ago
    return {
        "release": str(release.ref),
        "request": {"ref": str(row.ref), "title": row.title, "purpose": row.purpose},
        "dataset": row.dataset.slug,
        "version": {"number": shown.version.number, "sha256": shown.version.sha256},
        "consent": {"purpose": release.use, "as_of": release.as_of.isoformat()},
        "cohort": {
            "version": row.cohort.number if row.cohort else 0,
            "conditions": row.cohort.criteria if row.cohort else [],
            "in_words": shown.people_in_words(),
        },
        "questions": row.variables,
        "dates": row.dates,
        "people": release.n_people,
        "alike_at_least": {"questions": row.kept_apart, "people": least, "left_out_of": blanked},
    }


def _write(
    actor: System, job: Job, release: Release, shown: Shown, names: list[str], start: int
) -> int:
    """The lines of some people, as two files of this unit; how many lines."""
    found = ReleaseSubject.objects.visible_to(actor).filter(release=release, pseudonym__in=names)
    subjects = dict(found.values_list("pseudonym", "subject_id"))
    pieces: dict[Any, list[Piece]] = {subject: [] for subject in subjects.values()}
    forms = {form.pk: form for form in release.request.dataset.forms.all()}
    events = {event.pk: event for event in release.request.dataset.events.all()}
    key, dates = key_of(release), release.request.dates
    rows = ReleaseRow.objects.visible_to(actor).filter(release=release, subject_id__in=pieces)
    for one in rows.order_by("pk"):
        days = days_shifted(key, one.subject_id)
        answers = as_agreed(shown.layout, one.answers, dates, days)
        pieces[one.subject_id].append(_piece(one, answers, forms, events))
    sheet = sheet_of(release, shown)
    lines = [line for name in names for line in sheet.rows(name, pieces[subjects[name]])]
    coded = [column for column in sheet.columns if column.item and is_coded(column.item)]
    if coded:
        apart = len(sheet.header()) - len(sheet.columns)
        lines = list(only_known(sheet.columns, coded, lines, apart))
    folder = places.work_folder(job.ref)
    save(folder / f"{start:09}.{RAW}", lines)
    texts = shown.words.texts
    save(folder / f"{start:09}.{WORDS}", [sheet.in_words(line, texts) for line in lines])
    return len(lines)


def _piece(
    one: ReleaseRow, answers: dict[str, Any], forms: dict[int, Form], events: dict[int, Event]
) -> Piece:
    form, event = forms[one.form_id], events.get(one.event_id or 0)
    of_form = one.instance > 0 and not one.repeats_event
    place = (event.position if event else -1, int(of_form), form.position if of_form else -1)
    name = event.name if event else ""
    return Piece(form.name, name, place, one.instance, of_form, answers, one.missing)


def _pack(actor: System, job: Job, release: Release, shown: Shown) -> StoredFile:
    """All parts in one ZIP with codebook and manifest; every figure checked before it is kept."""
    folder, sheet = places.work_folder(job.ref), sheet_of(release, shown)
    for name, header in ((RAW, sheet.header()), (WORDS, _header_in_words(sheet, shown))):
        with places.writing(folder / name) as target:
            target.write(line_of(header))
            for part in sorted(folder.glob(f"*.{name}")):
                with part.open("rb") as source:
                    copyfileobj(source, target)
    save(folder / CODEBOOK, codebook(sheet, shown.words.texts))
    _reconcile(folder / RAW, release, int(job.resume["rows"]))
    release.n_rows = int(job.resume["rows"])
    names = [*ALWAYS, *write_typed(release, shown, folder)]
    release.manifest = with_figures(release.manifest, folder, names, rows=release.n_rows)
    stored = store_file(
        actor=actor, subject_id=release.ref, kind=FILE, source=bundle(folder, release.manifest),
        name=f"release-{str(release.ref)[:8]}.zip", expires_at=timezone.now() + KEPT_UNSEEN,
    )  # fmt: skip
    ReleaseRow.objects.visible_to(actor).filter(release=release).delete()
    release.state, release.file_ref, release.sha256 = Release.State.BUILT, stored.ref, stored.sha256
    release.save()
    record(actor=actor, verb="registry.release.built", thing=release, people=release.n_people)
    notices.tell_to_look(release)
    return stored


def _reconcile(path: Path, release: Release, rows: int) -> None:
    """Exported people are the frozen people, and no line is missing. Raises NotReconciled."""
    with path.open(newline="", encoding="utf-8") as stream:
        lines = csv.reader(stream)
        next(lines)
        names: set[str] = set()
        for line in lines:
            names.add(line[0])
            rows -= 1
    if names != set(release.pseudonyms) or rows:
        raise NotReconciled
    if len(release.pseudonyms) != release.n_people:
        raise NotReconciled


def _header_in_words(sheet: Sheet, shown: Shown) -> list[str]:
    apart = sheet.header()[: -len(sheet.columns)]
    words = []
    for column in sheet.columns:
        assert column.item is not None  # noqa: S101  # columns of a release belong to questions
        label = shown.label(column.item.link_id)
        option = shown.option(column.item.link_id, column.code)
        words.append(f"{label} ({option})" if column.kind == "tick" else label)
    return [*apart, *words]
