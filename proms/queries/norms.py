"""Published averages: what is kept for a questionnaire, and the lines somebody chose to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.queries.identity import people_shown
from po_platform.access.actor import SignedIn
from po_platform.kit.charts import Norm
from proms.arrangement import scale_key
from proms.course import NormKey, in_language, norm_key
from proms.intended_purpose import is_accepted
from proms.models import Instrument, NormTable, ScaleChoice
from proms.models import ScaleSpec as SpecRow
from proms.norms import SEXES, choice_of, chosen, group_words, kept_rows, norm_of, rule_mark
from proms.queries.course import Line
from proms.queries.specs import specs_of
from proms.scale_spec import ScaleSpec
from proms.scale_spec.spec import Scale

# scale key → (what is kept, its words) of every group of every table there is for it
Offers = Mapping[str, Sequence[tuple[str, str]]]
# of each line of numbers: the line of an average beside it, or why there is none
Norms = Mapping[NormKey, Norm]


def scales_here(instrument: Instrument) -> dict[str, tuple[ScaleSpec, Scale]]:
    """Every scale computed for this questionnaire, by its key, as its newest rule has it."""
    rows = SpecRow.objects.filter(instrument=instrument).exclude(attachment={})
    specs = specs_of(set(rows.values_list("pk", flat=True)))
    return {
        scale_key(specs[pk].id, scale.id): (specs[pk], scale)
        for pk in sorted(specs)
        for scale in specs[pk].scales
    }


def scale_names(instrument: Instrument, language: str) -> dict[str, str]:
    """The same with words to choose from."""
    return {
        key: _("%(scale)s (%(measure)s)")
        % {
            "scale": in_language(scale.label, language),
            "measure": in_language(spec.title, language),
        }
        for key, (spec, scale) in scales_here(instrument).items()
    }


def tables_in_use() -> QuerySet[NormTable]:
    """Those read in and not taken out of use, by whose averages they are and how new."""
    return NormTable.objects.filter(ended_at__isnull=True).order_by("place", "-year", "pk")


def norm_choices(*, actor: SignedIn, subject: UUID) -> dict[str, str]:
    """scale key → the line the actor chose for her own pages about this person."""
    rows = ScaleChoice.objects.visible_to(actor).filter(
        subject_id=subject, account_id=actor.account_id
    )
    return dict(rows.exclude(norm="").values_list("scale", "norm"))


def offers_for(lines: Sequence[Line]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen for each scale among these lines; nothing before the purpose is accepted."""
    if not lines or not is_accepted():
        return {}
    found: dict[str, list[tuple[str, str]]] = {}
    for table in tables_in_use().filter(instrument__in={line.instrument_id for line in lines}):
        if any(_fits(table, line) for line in lines):
            groups = {row.sex for row in kept_rows(table)}
            found.setdefault(table.scale, []).extend(
                (choice_of(table.ref, sex), _offer_words(table, sex))
                for sex in SEXES
                if sex in groups
            )
    return found


def norms_for(lines: Sequence[Line], choices: Mapping[str, str], birth_year: int | None) -> Norms:
    """The chosen lines. One query where something was chosen, none else.

    `birth_year`: as the reader sees it. A table of numbers computed otherwise than these, or taken
    out of use, draws nothing; so does any before the organisation stands by the intended purpose.
    """
    if not choices or not is_accepted():
        return {}
    wanted = {scale: chosen(kept) for scale, kept in choices.items()}
    tables = {
        (str(one.ref), one.scale): one
        for one in tables_in_use().filter(ref__in={ref for ref, _sex in wanted.values()})
    }
    found: dict[NormKey, Norm] = {}
    for line in lines:
        key = key_of(line)
        ref, sex = wanted.get(key, ("", ""))
        table = tables.get((ref, key))
        if table is not None and _fits(table, line):
            found[norm_key(line)] = norm_of(table, sex, _age(line, birth_year))
    return found


def own_norms(*, actor: SignedIn, lines: Sequence[Line]) -> Norms:
    """The lines a member chose for her own course; nobody who acts for her sees them."""
    if actor.subject_id is None or actor.helping or not lines:
        return {}
    choices = norm_choices(actor=actor, subject=actor.subject_id)
    if not choices:
        return {}
    shown = people_shown(actor=actor, subject_ids=[actor.subject_id]).get(actor.subject_id)
    return norms_for(lines, choices, shown.birth_year if shown else None)


def key_of(line: Line) -> str:
    return scale_key(line.spec.id, line.scale.id)


def _fits(table: NormTable, line: Line) -> bool:
    """Whether its averages are of this scale, computed this way, and the answers are her own."""
    return (
        not line.given_by
        and table.instrument_id == line.instrument_id
        and table.scale == key_of(line)
        and table.rule == rule_mark(line.spec)
    )


def _age(line: Line, birth_year: int | None) -> int | None:
    """As she became in the year of her newest answers."""
    if birth_year is None or not line.points:
        return None
    return timezone.localdate(max(point.at for point in line.points)).year - birth_year


def _offer_words(table: NormTable, sex: str) -> str:
    words = _("%(who)s, %(place)s, %(year)s")
    return words % {"who": group_words(sex), "place": table.place, "year": table.year}
