"""Words for the same are put and taken away; what was not found is noted; stems are learned anew."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import demand

from .models import KnownStem, NotFound, SameWords
from .providers import Provider, providers
from .rules import may_be_noted, may_keep_words

MOST_GROUPS = 5_000
MOST_NOTED = 5_000  # different words in the log; what comes new after that is not noted
NOTE = """
insert into search_notfound as n (words, language, times, last_on)
select %(words)s, %(language)s, 1, current_date
 where exists (select 1 from search_notfound where words = %(words)s and language = %(language)s)
    or (select count(*) from (select 1 from search_notfound limit %(most)s) few) < %(most)s
on conflict (language, words) do update set times = n.times + 1, last_on = current_date
"""


def put_same_words(
    *, actor: Actor, number: int | None, language: str, words: Sequence[str]
) -> SameWords:
    """A new group, or other words for one that is there. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        demand(may_keep_words(actor))
        row = _locked(number) if number else SameWords()
        keys = [word.casefold() for word in words]
        others = SameWords.objects.filter(language=language, keys__overlap=keys)
        if (other := others.exclude(pk=row.pk).first()) is not None:
            raise PermissionDenied(
                _("One of these words stands in another group already: %(words)s. Add yours there.")
                % {"words": str(other)}
            )
        if not number and SameWords.objects.all()[MOST_GROUPS:].exists():
            raise PermissionDenied(_("There are very many groups. Take one away first."))
        row.language, row.words, row.keys = language, list(words), keys
        row.changed_at = Now()
        row.save()
        record(actor=actor, verb="search.same_words.put", thing=row)
    return row


def take_away_same_words(*, actor: Actor, number: int) -> SameWords:
    """The group is gone; what it held is given back, so that it can be put again."""
    with transaction.atomic():
        demand(may_keep_words(actor))
        row = _locked(number)
        record(actor=actor, verb="search.same_words.taken_away", thing=row)
        gone = SameWords(language=row.language, words=row.words, keys=row.keys)
        row.delete()
    return gone


def settle(*, actor: Actor, number: int) -> None:
    """Something not found is taken off the list: there is a page now, or it is no matter."""
    with transaction.atomic():
        demand(may_keep_words(actor))
        row = NotFound.objects.filter(pk=number).first()
        if row is None:
            raise Http404
        record(actor=actor, verb="search.not_found.settled", thing=row)
        row.delete()


def note_not_found(*, words: str, language: str) -> None:
    """Somebody found nothing. Nothing says who: no actor, no moment, no audit row."""
    words = " ".join(words.casefold().split())
    if not may_be_noted(words):
        return
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"words": words, "language": language, "most": MOST_NOTED})


def learn_stems() -> int:
    """For the tick, once a night: what stands in the indexes now, and nothing that went; how many."""
    return sum(_learn(provider) for provider in providers())


def _learn(provider: Provider) -> int:
    with acting_as(System(Purpose.OPERATE)):
        now = {stem for stem in provider.stems() if len(stem) <= 60}
        known = KnownStem.objects.filter(provider=provider.name)
        before = set(known.values_list("stem", flat=True))
        gone = list(before - now)
        for start in range(0, len(gone), 5_000):
            known.filter(stem__in=gone[start : start + 5_000]).delete()
        KnownStem.objects.bulk_create(
            (KnownStem(provider=provider.name, stem=stem) for stem in sorted(now - before)),
            batch_size=5_000,
            ignore_conflicts=True,
        )
    return len(now)


def _locked(number: int) -> SameWords:
    row = SameWords.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Http404
    return row
