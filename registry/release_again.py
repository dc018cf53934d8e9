"""A release written anew without those who do not agree any more: the same names, fewer people.

It comes from our copy and not from the entries: whoever has the older file finds the same people
under the same names, and nothing is in it that the second look did not see.
"""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterator
from io import TextIOWrapper
from zipfile import ZipFile

from django.utils.translation import gettext as _

from audit.actions import record
from files import places
from files.actions.storing import expire_file, store_file
from files.models import Job, StoredFile
from files.work import Progress
from po_platform.access.actor import System
from questionnaires.definition import DATES
from registry import request_notices as notices
from registry.k_anonymity import to_blank
from registry.layout import ORIGIN
from registry.models import Release
from registry.release_consent import names_gone
from registry.release_end import end_release, file_of, give_up
from registry.release_file import ALWAYS, CODEBOOK, RAW, WORDS, bundle, lines_of, save, with_figures
from registry.release_left import list_those_who_left
from registry.release_rows import SHIFTED
from registry.release_typed import as_frozen, write_typed

State = Release.State


def write_again(actor: System, job: Job) -> Progress:
    """One unit: everybody who is left, alike at least as many as before; or the end of it."""
    rows = Release.objects.select_related("request__dataset__registry")
    release = rows.select_for_update(of=("self",)).get(ref=job.subject_id)
    done = Progress(1, 1, finished=True)
    gone, file = names_gone(release), file_of(release)
    if release.state not in (State.BUILT, State.ACTIVE) or not gone or file is None:
        return done
    left = set(release.pseudonyms) - gone
    list_those_who_left(release, gone)
    if not left:
        _nobody_left(actor, release)
        return done
    stored = _store(actor, job, release, file, left)
    expire_file(actor=actor, ref=file.ref)
    release.file_ref, release.sha256 = stored.ref, stored.sha256
    release.pseudonyms, release.n_people = sorted(left), len(left)
    release.n_rows = release.manifest["rows"]
    release.save()
    record(actor=actor, verb="registry.release.made_again", thing=release, count=len(gone))
    return Progress(1, 1, result=stored, finished=True)


def _nobody_left(actor: System, release: Release) -> None:
    if release.state == State.BUILT:
        give_up(release, _("Nobody who agreed is left in it."))
        notices.tell_desk(release, "nobody")
        return
    end_release(release)
    record(actor=actor, verb="registry.release.ended", thing=release)
    notices.tell_holders(release, notices.ENDS, "ended")


def _store(
    actor: System, job: Job, release: Release, file: StoredFile, left: set[str]
) -> StoredFile:
    folder = places.work_folder(job.ref)
    least = release.manifest["alike_at_least"]["people"]
    with ZipFile(places.path_of(file.place)) as old:
        named = _named(old, release)
        marks = _places(old, named)
        hidden = _places(old, named | {f"{name}{ORIGIN}" for name in named})
        looks = _looks(old, marks, left)
        blank = to_blank(looks, least) if marks else set()
        save(folder / CODEBOOK, _lines(old, CODEBOOK))
        for name in (RAW, WORDS):
            save(folder / name, _kept(old, name, hidden, left, blank))
    rows = sum(1 for _line in lines_of(folder / RAW)) - 1
    empty = {name for name, look in looks.items() if not any(look)}  # type: ignore[arg-type]  # a tuple
    alike = {**release.manifest["alike_at_least"], "left_out_of": len(blank | empty)}
    names = [*ALWAYS, *write_typed(release, as_frozen(release), folder)]
    release.manifest = with_figures(
        release.manifest, folder, names, people=len(left), rows=rows,
        alike_at_least=alike if marks else release.manifest["alike_at_least"],
    )  # fmt: skip
    return store_file(
        actor=actor, subject_id=release.ref, kind=file.kind, name=file.name,
        source=bundle(folder, release.manifest), expires_at=file.expires_at,
    )  # fmt: skip


def _named(old: ZipFile, release: Release) -> set[str]:
    """The questions people could be known by; a moved date is nobody’s mark any more."""
    named = set(release.manifest["alike_at_least"]["questions"])
    if release.manifest["dates"] == SHIFTED:
        named -= {line[0] for line in _lines(old, CODEBOOK) if line[3] in DATES}
    return named


def _places(old: ZipFile, named: set[str]) -> list[int]:
    """Their columns."""
    header = next(_lines(old, RAW))
    return [place for place, name in enumerate(header) if name.partition("___")[0] in named]


def _looks(old: ZipFile, marks: list[int], left: set[str]) -> dict[str, Hashable]:
    """What each person who stays could be known by: of every mark, all that is said of her."""
    found: dict[str, list[set[str]]] = {name: [set() for _mark in marks] for name in left}
    for line in _lines(old, RAW):
        for said, place in zip(found.get(line[0], []), marks, strict=False):
            said.update({line[place]} - {""})
    return {name: tuple(tuple(sorted(one)) for one in said) for name, said in sorted(found.items())}


def _kept(
    old: ZipFile, name: str, hidden: list[int], left: set[str], blank: set[str]
) -> Iterator[list[str]]:
    for number, line in enumerate(_lines(old, name)):
        if number and line[0] not in left:
            continue
        gone = hidden if number and line[0] in blank else ()
        yield ["" if place in gone else cell for place, cell in enumerate(line)]


def _lines(old: ZipFile, name: str) -> Iterator[list[str]]:
    with TextIOWrapper(old.open(name), "utf-8", newline="") as stream:
        yield from csv.reader(stream)
