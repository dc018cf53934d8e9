"""A rule gets a new version, is added, or ends; what decisions cite never changes."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from moderation.models import Rule
from moderation.rules import may_write_rules
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def write_rule(
    *, actor: Actor, number: int, version: int, title: Mapping[str, str], text: Mapping[str, str]
) -> Rule:
    """The next version of a rule; `version` is the one that was read. The same words are none.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        demand(may_write_rules(actor))
        _one_at_a_time()
        former = _in_force(number)
        if former.version != version:
            raise PermissionDenied(_("Somebody changed this rule meanwhile. Read it again first."))
        if (former.title, former.text) == (dict(title), dict(text)):
            return former
        former.until_at = timezone.now()
        former.save(update_fields=["until_at"])
        row = Rule.objects.create(
            number=number, version=version + 1, title=dict(title), text=dict(text)
        )
        record(actor=actor, verb="moderation.rule.changed", thing=row)
    return row


def add_rule(*, actor: Actor, title: Mapping[str, str], text: Mapping[str, str]) -> Rule:
    """One more rule, after all numbers there ever were; the same words twice are one.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        demand(may_write_rules(actor))
        _one_at_a_time()
        same = Rule.objects.filter(until_at=None, title=dict(title), text=dict(text)).first()
        if same is not None:
            return same
        last = Rule.objects.order_by("-number", "-version").first()
        number = last.number + 1 if last else 1
        row = Rule.objects.create(number=number, title=dict(title), text=dict(text))
        record(actor=actor, verb="moderation.rule.added", thing=row)
    return row


def end_rule(*, actor: Actor, number: int) -> None:
    """Nobody decides by it any more; decisions that cite it stay. One rule at least is in force.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        demand(may_write_rules(actor))
        _one_at_a_time()
        row = _in_force(number)
        if not Rule.objects.filter(until_at=None).exclude(pk=row.pk).exists():
            raise PermissionDenied(_("This is the last rule. Add another one before you end it."))
        row.until_at = timezone.now()
        row.save(update_fields=["until_at"])
        record(actor=actor, verb="moderation.rule.ended", thing=row)


def _one_at_a_time() -> None:
    """To the end of the transaction; whoever waited reads the rules as they are by then."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('moderation rules', 0))")


def _in_force(number: int) -> Rule:
    row = Rule.objects.filter(number=number, until_at__isnull=True).first()
    if row is None:
        raise Http404
    return row
