"""Reading a list of medical terms in: an edition as a whole, a second time without any change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.messages import Message
from registry.models import Term, TermFile, Terminology, TermName
from registry.rules import may_read_in_terms
from registry.terms.shapes import Entry, Head, NotTerms, fold
from registry.terms.systems import SYSTEMS, System, read_system

CHUNK = 1_000
MOST_GONE = 0.2  # of a list; more than that looks like half a file
COLUMNS = ("state", "choosable", "parents", "instead", "seen_in")


@dataclass
class TermsReport:
    """What became of a file; with `refusal` nothing was written."""

    system: str
    dry_run: bool = False
    version: str = ""
    language: str = ""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    obsolete: int = 0
    gone: int = 0
    refusal: Message | None = None

    @property
    def terms(self) -> int:
        return self.new + self.changed + self.unchanged

    @property
    def status(self) -> str:
        """`refused`, `tried`, `unchanged` or `imported`."""
        if self.refusal is not None:
            return "refused"
        if self.dry_run:
            return "tried"
        return "imported" if self.new or self.changed or self.gone else "unchanged"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON in the language now active."""
        names = ("system", "version", "language", "terms", "new", "changed", "unchanged")
        told = {name: getattr(self, name) for name in (*names, "obsolete", "gone")}
        errors = [str(self.refusal)] if self.refusal is not None else []
        return {"status": self.status, **told, "errors": errors}


class _Undo(Exception):
    """Leaves nothing of what was written."""


def take_in_terms(
    *, actor: Actor, system: str, stream: BinaryIO, dry_run: bool = False, fewer: bool = False
) -> TermsReport:
    """Read one file in, in pieces. `fewer`: also when a fifth of the list would be gone.

    A dry run is the same, taken back. Terms an edition drops are marked and stay.
    """
    report = TermsReport(system, dry_run)
    try:
        with transaction.atomic():
            demand(may_read_in_terms(actor))
            _Intake(actor, SYSTEMS[system], report, fewer=fewer).run(stream)
            if dry_run:
                raise _Undo
    except NotTerms as error:
        report.refusal = error.message
    except _Undo:
        pass
    return report


class _Intake:
    """One file on its way in."""

    def __init__(self, actor: Actor, system: System, report: TermsReport, *, fewer: bool) -> None:
        self.actor, self.system, self.report, self.fewer = actor, system, report, fewer

    def run(self, stream: BinaryIO) -> None:
        found = read_system(self.system, stream)
        head = next(found)
        assert isinstance(head, Head)  # noqa: S101  # read_system gives it first
        self.report.version, self.report.language = head.version, head.language
        Terminology.objects.get_or_create(
            slug=self.system.slug,
            defaults={"title": self.system.title, "version": head.version},
        )
        self.list = Terminology.objects.select_for_update().get(slug=self.system.slug)
        if head.version < self.list.version:
            words = _("The edition %(newer)s is here already; %(older)s is older.")
            raise NotTerms(words, newer=self.list.version, older=head.version)
        entries = (one for one in found if isinstance(one, Entry))
        for some in _in_chunks(entries):
            self._take(some)
        self._mark_gone()
        self.list.version = head.version
        self.list.save(update_fields=["version"])
        TermFile.objects.get_or_create(
            terminology=self.list, version=head.version, language=head.language
        )
        record(
            actor=self.actor,
            verb="registry.terms.read_in",
            thing=self.list,
            version=head.version,
            language=head.language,
        )

    def _take(self, entries: list[Entry]) -> None:
        known = {
            term.code: term
            for term in Term.objects.filter(
                terminology=self.list, code__in=[one.code for one in entries]
            )
        }
        before: dict[str, list[str]] = defaultdict(list)
        names = TermName.objects.filter(term__in=known.values(), language=self.report.language)
        for code, text in names.order_by("term", "position").values_list("term__code", "text"):
            before[code].append(text)
        to_write, to_name = [], []
        for one in entries:
            term, wanted = known.get(one.code), self._as_term(one)
            self.report.obsolete += one.obsolete
            same = term is not None and _says(term) == _says(wanted)
            if not same or (term is not None and term.seen_in != wanted.seen_in):
                to_write.append(wanted)
            if before[one.code] != list(one.names):
                to_name.append(one)
                same = False
            if term is None:
                self.report.new += 1
            elif same:
                self.report.unchanged += 1
            else:
                self.report.changed += 1
        Term.objects.bulk_create(
            to_write,
            update_conflicts=True,
            unique_fields=["terminology", "code"],
            update_fields=COLUMNS,
        )
        self._name(to_name)

    def _as_term(self, one: Entry) -> Term:
        return Term(
            terminology=self.list,
            code=one.code,
            state=Term.State.OBSOLETE if one.obsolete else Term.State.CURRENT,
            choosable=one.choosable,
            parents=list(one.parents),
            instead=list(one.instead),
            seen_in=self.report.version,
        )

    def _name(self, entries: list[Entry]) -> None:
        codes = {one.code: one.names for one in entries}
        found = Term.objects.filter(terminology=self.list, code__in=codes)
        keys = dict(found.values_list("code", "pk"))
        language = self.report.language
        TermName.objects.filter(term__in=keys.values(), language=language).delete()
        TermName.objects.bulk_create(
            [
                TermName(
                    term_id=keys[code],
                    language=language,
                    position=position,
                    text=text,
                    folded=fold(text)[:600],
                )
                for code, names in codes.items()
                for position, text in enumerate(names)
            ]
        )

    def _mark_gone(self) -> None:
        here = Term.objects.filter(terminology=self.list).exclude(state=Term.State.GONE)
        gone = here.exclude(seen_in=self.report.version)
        known, self.report.gone = here.count(), gone.count()
        if self.report.gone > known * MOST_GONE and not self.fewer:
            words = _("%(gone)s of %(known)s terms would be gone. Is the file whole?")
            told = {"gone": self.report.gone, "known": known}
            raise NotTerms(words, **told)
        gone.update(state=Term.State.GONE)


def _says(term: Term) -> tuple[object, ...]:
    return term.state, term.choosable, term.parents, term.instead


def _in_chunks(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while some := list(islice(entries, CHUNK)):
        yield some
