"""score SLUG [--file FILE] [--working]: answers as JSON Lines in, scores as JSON Lines out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from proms.line_scoring import LineScorer
from proms.shipped import shipped_specs
from proms.slugs import NotShipped, find
from proms.value_sets import ValueSetRefused, with_value_sets


class Command(BaseCommand):
    """A line that cannot be scored gets an error object and the next one is scored; exits with 0."""

    requires_system_checks = []
    help = (
        'Score answers by a shipped spec. Reads lines {"id", "answers"} and writes lines '
        '{"id", "scales": {scale: {"value", "state", "n_answered"}}} or {"id", "error"}. '
        "n_answered counts questions, also where a score is made of other scales."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="such as phq-9; `instruments` lists them")
        parser.add_argument("--file", default="-", help="the lines (default: standard input)")
        parser.add_argument(
            "--value-sets", help="CSV with further EQ-5D-5L value sets, a column each"
        )
        parser.add_argument("--source", default="", help="where those were published")
        parser.add_argument(
            "--working", action="store_true", help="also the spec's version and every step"
        )

    def handle(self, *, slug: str, file: str, working: bool, **options: Any) -> None:
        try:
            spec = find(slug, shipped_specs())
            if further := options["value_sets"]:
                if not options["source"]:
                    raise CommandError("Say with --source where the value sets were published.")
                text = Path(further).read_text(encoding="utf-8-sig")
                spec = with_value_sets(spec, text, options["source"])
        except (NotShipped, ValueSetRefused, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{further} cannot be read: {error.strerror}.") from error
        scorer = LineScorer(spec, working=working)
        if file == "-":
            self._lines(sys.stdin.buffer, scorer)
            return
        try:
            with Path(file).open("rb") as lines:
                self._lines(lines, scorer)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error

    def _lines(self, lines: BinaryIO, scorer: LineScorer) -> None:
        for line in lines:
            if line.strip():
                self.stdout.write(json.dumps(scorer.answer(line)))
