"""Making a release, a unit at a time: frozen, written, packed; a killed worker loses one unit."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

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
from registry.file_formats import TooManyRows
from registry.layout import AGE, OLDEST_TOLD
from registry.models import Release, ReleaseRow, ReleaseSubject
from registry.queries.requests import rules_of
from registry.release_end import could_not_be_made, drop_copied, give_up
from registry.release_file import (
    ALWAYS,
    CODEBOOK,
    RAW,
    WORDS,
    bundle,
    line_of,
    save,
    with_figures,
)
from registry.release_freeze import NotReconciled, blank_marks, freeze, give_pseudonyms
from registry.release_lines import copy_lines, finish_lines
from registry.release_rows import Sheet, codebook
from registry.release_typed import as_frozen, lines_tell, sheet_of, write_typed
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
    if _somebody_is_gone(actor, release):
        could_not_be_made(release)
        return Progress(0, 0, finished=True)
    shown = as_frozen(release)
    people, done = release.pseudonyms, int(job.resume.get("done", 0))
    if done < len(people):
        made = _write(actor, job, release, shown, people[done : done + PEOPLE_AT_ONCE], done)
        done = min(done + PEOPLE_AT_ONCE, len(people))
        kept = {**job.resume, "done": done, "rows": int(job.resume.get("rows", 0)) + made}
        return Progress(done, len(people) + 1, kept)
    try:
        stored = _pack(actor, job, release, shown)
    except TooManyRows:
        give_up(release, _("A sheet of Excel does not hold so many rows. Choose another format."))
        return Progress(0, 0, finished=True)
    total = len(people) + 1
    return Progress(total, total, job.resume, result=stored, finished=True)


def _begin(actor: System, release: Release, shown: Shown) -> Progress:
    verdict = may_go_out(shown.named(), may_leave(shown.layout))
    if isinstance(verdict, Denied):
        return _failed(release, verdict.reason)
    release.as_of = freeze(actor, release, shown)
    release.pseudonyms = give_pseudonyms(actor, release)
    release.n_people = len(release.pseudonyms)
    if not release.n_people:
        return _failed(release, _("Nobody who agreed fits the conditions now."))
    least = rules_of(release.request.dataset.registry_id).group
    blanked = blank_marks(actor, release, shown, least)
    copied = ReleaseRow.objects.visible_to(actor).filter(release=release)
    again = copied.filter(instance__gt=0).exists()
    release.manifest = {
        **_manifest(release, shown, least, blanked),
        "lines_tell": lines_tell(release.request.dataset, repeated=again),
    }
    release.save()
    return Progress(0, release.n_people + 1, {"frozen": True, "done": 0, "rows": 0})


def _somebody_is_gone(actor: System, release: Release) -> bool:
    """Erased since it was frozen: who is alike with few was counted with her, so it begins anew."""
    still = ReleaseSubject.objects.visible_to(actor).filter(release=release)
    return still.count() < release.n_people


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
            **({"no_entry": means} if (means := shown.no_entry_means()) else {}),
        },
        "questions": row.variables,
        "dates": row.dates,
        **_ages(release, shown),
        "origins": release.origins,
        "people": release.n_people,
        "alike_at_least": {"questions": row.kept_apart, "people": least, "left_out_of": blanked},
    }


def _ages(release: Release, shown: Shown) -> dict[str, Any]:
    """Of which form ages are, and in which year they are reached; nothing where nobody asks."""
    if AGE not in shown.named() or release.as_of is None:
        return {}
    year = timezone.localtime(release.as_of).year
    return {"ages": {"form": shown.layout.aged, "year": year, "oldest": OLDEST_TOLD}}


def _write(
    actor: System, job: Job, release: Release, shown: Shown, names: list[str], start: int
) -> int:
    """The lines of some people, finished and kept, and in words as a file of this unit; how many."""
    folder, sheet = places.work_folder(job.ref), sheet_of(release, shown)
    (folder / f"{start:09}.{RAW}").unlink(missing_ok=True)  # of a unit cut off before ADR 17
    lines = finish_lines(actor, release, sheet, names)
    texts = shown.words.texts
    save(folder / f"{start:09}.{WORDS}", (sheet.in_words(line, texts) for line in lines))
    return len(lines)


def _pack(actor: System, job: Job, release: Release, shown: Shown) -> StoredFile:
    """All parts in one ZIP with codebook and manifest; every figure checked before it is kept."""
    folder, sheet = places.work_folder(job.ref), sheet_of(release, shown)
    for name, header in ((RAW, sheet.header()), (WORDS, _header_in_words(sheet, shown))):
        with places.writing(folder / name) as target:
            target.write(line_of(header))
            for part in sorted(folder.glob(f"*.{name}")):  # RAW: of a job that is older than ADR 17
                with part.open("rb") as source:
                    copyfileobj(source, target)
            if name == RAW:
                _copy_all(actor, release, target)
        _reconcile(folder / name, release, int(job.resume["rows"]))
    save(folder / CODEBOOK, codebook(sheet, shown.words.texts))
    release.n_rows = int(job.resume["rows"])
    names = [*ALWAYS, *write_typed(release, shown, folder)]
    release.manifest = with_figures(release.manifest, folder, names, rows=release.n_rows)
    stored = store_file(
        actor=actor, subject_id=release.ref, kind=FILE, source=bundle(folder, release.manifest),
        name=f"release-{str(release.ref)[:8]}.zip", expires_at=timezone.now() + KEPT_UNSEEN,
    )  # fmt: skip
    drop_copied(release)
    release.state, release.file_ref, release.sha256 = Release.State.BUILT, stored.ref, stored.sha256
    release.save()
    record(actor=actor, verb="registry.release.built", thing=release, people=release.n_people)
    notices.tell_to_look(release)
    return stored


def _copy_all(actor: System, release: Release, out: IO[bytes]) -> None:
    people = release.pseudonyms
    for at in range(0, len(people), PEOPLE_AT_ONCE):
        copy_lines(actor, release, people[at : at + PEOPLE_AT_ONCE], out)


def _reconcile(path: Path, release: Release, rows: int) -> None:
    """Exported people are the frozen people, no line is missing, and none has other columns.

    Raises NotReconciled.
    """
    with path.open(newline="", encoding="utf-8") as stream:
        lines = csv.reader(stream)
        header = next(lines)
        names: set[str] = set()
        for line in lines:
            names.add(line[0])
            rows -= 1
            if len(line) != len(header):
                raise NotReconciled
    if names != set(release.pseudonyms) or rows:
        raise NotReconciled
    if len(release.pseudonyms) != release.n_people:
        raise NotReconciled


def _header_in_words(sheet: Sheet, shown: Shown) -> list[str]:
    apart = sheet.header()[: -len(sheet.columns)]
    words = []
    for column in sheet.columns:
        if column.item is None:
            words.append(column.name)
            continue
        label = shown.label(column.item.link_id)
        option = shown.option(column.item.link_id, column.code)
        words.append(f"{label} ({option})" if column.kind == "tick" else label)
    return [*apart, *words]
