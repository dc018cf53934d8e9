"""Sites in a data file: the column of groups says at which one each record is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.actions import record_each
from po_platform.access.actor import Actor
from questionnaires.messages import Message
from registry.actions.brought import Brought
from registry.data_rows import DataRow, Wrong
from registry.layout import GROUP
from registry.models import Batch, Participation, Registry, Site, Subject
from registry.queries.sites import sites_of


class SitesOfFile:
    """What one file says of sites. `moved` and `stayed`: records that were kept elsewhere before, and
    there already, as `Brought` has them. An empty cell says nothing.
    """

    def __init__(self, actor: Actor, sites: Mapping[str, Site]) -> None:
        self.actor, self.sites = actor, sites
        self.moved: list[list[int | None]] = []
        self.stayed: set[int] = set()
        self._said: dict[str, str] = {}
        self._waiting: dict[int, tuple[Subject, int | None]] = {}

    @classmethod
    def of(cls, actor: Actor, registry: Registry) -> SitesOfFile | None:
        """None where the registry has no sites: then the column is kept as it comes."""
        sites = {site.name: site for site in sites_of(registry)}
        return cls(actor, sites) if sites else None

    def take(self, row: DataRow, subject: Subject) -> tuple[DataRow, bool, Wrong | None]:
        """The row without the column, whether its record is kept elsewhere by it, and what is wrong."""
        name = row.of_the_row.get(GROUP, "")
        rest = {key: value for key, value in row.of_the_row.items() if key != GROUP}
        row = replace(row, of_the_row=rest)
        if not name:
            return row, False, None
        site = self.sites.get(name)
        if site is None:
            words = _("The registry has no site of this name. It has: %(names)s.")
            names = ", ".join(sorted(self.sites)[:20])
            return row, False, self._wrong(row, name, Message(words, {"names": names}))
        if self._said.setdefault(subject.number, name) != name:
            words = _("Another row says that this record is kept at %(site)s.")
            said = Message(words, {"site": self._said[subject.number]})
            return row, False, self._wrong(row, name, said)
        if subject.site_id == site.pk:
            self.stayed.add(subject.pk)
            return row, False, None
        self._waiting[subject.pk] = (subject, subject.site_id)
        subject.site = site
        return row, True, None

    def save(self, batch: Batch) -> None:
        """Write what was said. A record the file itself brought did not move."""
        some = list(self._waiting.values())
        if not some:
            return
        mine = Subject.objects.visible_to(self.actor)
        mine.bulk_update([subject for subject, _before in some], ["site"], batch_size=500)
        moved = [(subject, before) for subject, before in some if subject.batch_id != batch.pk]
        _tell(self.actor, [(subject, before, subject.site_id) for subject, before in moved])
        self.moved += [[subject.pk, before, subject.site_id] for subject, before in moved]
        self._waiting.clear()

    @staticmethod
    def _wrong(row: DataRow, value: str, message: Message) -> Wrong:
        return Wrong(row.number, row.place.record, GROUP, value, message)


def move_back(actor: Actor, batch: Batch) -> None:
    """Records a file had moved are kept where they were, unless somebody moved them since, a newer
    file says where they are kept, or their people joined since and said it themselves.
    """
    brought, registry = Brought(**batch.brought), batch.dataset.registry
    if not brought.moved:
        return
    newer = Batch.objects.filter(dataset__registry=registry, pk__gt=batch.pk, undone_at=None)
    said = {
        record
        for one in newer.values_list("brought", flat=True).iterator()
        for record in Brought(**one).sited
    }
    since = Participation.objects.visible_to(actor).filter(
        registry=registry, since__gt=batch.made_at
    )
    said |= set(since.values_list("record_id", flat=True))
    living = set(registry.sites.values_list("pk", flat=True))
    ways: dict[tuple[int | None, int | None], list[int]] = {}
    for record, before, after in brought.moved:
        way = (before if before in living else None, after)
        if record not in said:
            ways.setdefault(way, []).append(record or 0)
    for (before, after), records in ways.items():
        mine = Subject.objects.visible_to(actor).filter(Q(site=after), pk__in=records)
        _tell(actor, [(one, after, before) for one in mine.select_for_update(of=("self",))])
        mine.update(site_id=before)


def _tell(actor: Actor, moved: Iterable[tuple[Subject, int | None, int | None]]) -> None:
    """Whose record, from where and to where: who opened her data to whom is on record."""
    record_each(
        actor=actor,
        verb="registry.record.moved",
        rows=[
            (one, one.subject_id, {"from_site": before, "to_site": after})
            for one, before, after in moved
        ],
    )
