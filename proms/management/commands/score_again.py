"""score_again [SLUG]: earlier answers are computed again by the newest rule; rows are added."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.management.acting import add_as, who_acts
from po_platform.access.actor import Hat, acting_as
from proms.actions.scoring_again import score_again, start_scoring_again
from proms.models import Instrument, Rescoring


class Command(BaseCommand):
    """Says how far it is; stopped in the middle, the same command goes on from there."""

    requires_system_checks = []
    help = "Compute earlier answers again by the newest rule. Old numbers stay beside the new."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="one questionnaire (default: all)")
        add_as(parser)

    def handle(self, *, slug: str | None, account: str, **options: Any) -> None:
        instruments = Instrument.objects.filter(specs__isnull=False).distinct().order_by("slug")
        if slug is not None:
            instruments = instruments.filter(slug=slug)
            if not instruments:
                raise CommandError(f"There is no questionnaire {slug} with a rule here.")
        runs = []
        with acting_as(who_acts(account, Hat.CURATOR)) as actor:
            for instrument in instruments:
                start_scoring_again(actor=actor, instrument=instrument)
                runs.append(Rescoring.objects.get(instrument=instrument, done_at=None).pk)
        looked = 0
        while Rescoring.objects.filter(pk__in=runs, done_at=None).exists():
            looked += score_again()
            self.stdout.write(f"{looked} sets of answers looked at")
        for run in Rescoring.objects.filter(pk__in=runs).select_related("instrument"):
            self.stdout.write(
                f"{run.instrument.slug}: {run.looked} sets of answers, {run.added} numbers added, "
                f"{sum(run.changed.values())} of them new or other than before, "
                f"{run.failed} people whose answers could not be computed"
            )
