"""import_norms SLUG SCALE FILE: a published table of averages for one number of a questionnaire."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.forms import Form

from members.management.acting import add_as, who_acts
from po_platform.access.actor import Actor, Hat, acting_as
from proms.actions.norms import look_at_norms, read_in_norms
from proms.models import Instrument
from proms.norms import Flaw, NormsRefused
from proms.norms_forms import ABOUT, MAX_NORMS, NormTableForm
from proms.norms_told import told_row
from proms.queries.norms import scale_names, scales_here


class Command(BaseCommand):
    """Exits with 0 only when it is there, or would be with --dry-run."""

    requires_system_checks = []
    help = "Read in a table of published averages (CSV: sex, age_from, age_to, mean; sd, n)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="of the questionnaire, as `instruments` lists it")
        parser.add_argument("scale", help="the number, as “<rule>.<scale>” or “<scale>”")
        parser.add_argument("file", type=Path, help="the table")
        parser.add_argument("--place", required=True, help="country or population")
        parser.add_argument("--year", required=True, help="when these people were asked")
        parser.add_argument("--author", required=True, help="who published it")
        parser.add_argument("--published", required=True, help="year of the publication")
        parser.add_argument("--title", required=True, help="of the publication")
        parser.add_argument("--address", required=True, help="DOI or address on the web")
        parser.add_argument(
            "--read-there", action="store_true", help="you read these numbers there yourself"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be read in")
        parser.add_argument("--json", action="store_true", help="one object for programs")
        add_as(parser)

    def handle(self, *, slug: str, scale: str, file: Path, account: str, **options: Any) -> None:
        with acting_as(who_acts(account, Hat.CURATOR)) as actor:
            instrument = Instrument.objects.filter(slug=slug).first()
            if instrument is None:
                raise CommandError(f"There is no questionnaire {slug} here.")
            try:
                look = self._done(actor, instrument, scale, _text(file), options)
            except NormsRefused as error:
                if not options["json"]:
                    raise CommandError("\n".join(map(str, error.flaws))) from error
                told = [{"line": f.line, "column": f.column, "words": f.words} for f in error.flaws]
                self.stdout.write(json.dumps({"read_in": False, "flaws": told}))
                raise CommandError("Nothing was read in.") from error
        kept = not options["dry_run"]
        if options["json"]:
            self.stdout.write(json.dumps({"read_in": kept, "flaws": []} | look))
            return
        way = look["direction"].replace("_", " is ")
        self.stdout.write(f"The number goes from {look['low']} to {look['high']}; {way}.")
        for who, says in ((row["who"], row["says"]) for row in look["rows"]):
            self.stdout.write(f"{who}: {says}")
        self.stdout.write("Read in." if kept else "Nothing is kept: this was a look.")

    def _done(
        self, actor: Actor, instrument: Instrument, scale: str, table: str, options: dict[str, Any]
    ) -> dict[str, Any]:
        """What to compare with the publication: the rows, and which way their numbers run."""
        names = scale_names(instrument, "en")
        key = next((one for one in names if scale in (one, one.partition(".")[2])), scale)
        typed = {name: options[name] for name in ABOUT} | {"scale": key, "table": table}
        form = NormTableForm(typed | {"read_there": options["read_there"]}, scales=names)
        if not form.is_valid():
            raise NormsRefused(_flaws(form))
        given: dict[str, Any] = {
            "actor": actor, "instrument": instrument, "scale": key,
            "table": table, "about": form.about(),
        }  # fmt: skip
        rows = look_at_norms(**given)
        if not options["dry_run"]:
            read_in_norms(**given)
        number = scales_here(instrument)[key][1]
        return {
            "low": str(number.low),
            "high": str(number.high),
            "direction": number.direction,
            "rows": [{"who": who, "says": says} for who, says in map(told_row, rows)],
        }


def _flaws(form: Form) -> list[Flaw]:
    return [Flaw(0, name, f"{name}: {one}") for name, told in form.errors.items() for one in told]


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_NORMS:
            raise CommandError(f"{file}: more than {MAX_NORMS} bytes.")
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: {error}") from error
