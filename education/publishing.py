"""What a text still lacks before readers may see it: one list, shown to writers, asked again at the end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.kit import seen

from .column_rules import column_lacks
from .models import Contributor, HouseRules, ReviewStep, Revision
from .rules import MEDICAL, TEST_READERS, review_day_fault
from .sections import MOST_SENTENCES, faults


def one_doctor() -> bool:
    """Whether this organisation works in the lighter form."""
    return HouseRules.objects.filter(one_doctor=True).exists()


def lacks(revision: Revision, *, review_by: date | None, today: date | None = None) -> list[str]:
    """In sentences; empty when it may go out, its checks left aside. The day of the next check
    belongs to a medical one: a smaller change needs none."""
    if revision.article.column_id:
        return column_lacks(revision)
    today = today or timezone.localdate()
    symptoms = revision.is_about == "symptoms"
    found = [str(words) for words in faults(revision.body, symptoms=symptoms)]
    if not revision.in_short:
        found.append(_("Say on top, in one to three sentences, what the page says."))
    if len(revision.in_short) > MOST_SENTENCES:
        found.append(_("“In short” has no more than three sentences."))
    if not revision.money.strip():
        found.append(_("Say who paid for this page, or that nobody did."))
    if not revision.citations.exists():
        found.append(_("Name at least one source."))
    medical = revision.significance == Revision.Significance.MEDICAL
    if (medical or review_by) and (day := review_day_fault(review_by, today)):
        found.append(day)
    if undeclared(revision.writers):
        found.append(_("Everybody who wrote says how to be named, and which interests there are."))
    if revision.article.easy_read_of_id and not has_test_readers(revision):
        found.append(_("Two test readers have to understand this text as it is now."))
    return found


def undeclared(accounts: Collection[int | None]) -> list[int]:
    """Accounts that have not said how to be named and which interests there are."""
    wanted = {account for account in accounts if account}
    known = Contributor.objects.filter(account_id__in=wanted).values_list("account_id", flat=True)
    return sorted(wanted - set(known))


def seen_mark(step: ReviewStep) -> str:
    """What somebody read who decides on this check: another text, another check or another source
    has another."""
    text = step.revision
    rests = text.citations.order_by("pk").values_list(
        "section", "source__title", "source__made_by", "source__year", "source__kind", "source__url"
    )
    return seen.mark_of(
        step.pk, text.title, text.purpose, text.in_short, text.body, text.uncertain, text.money,
        text.is_about, text.stands_in, text.what_changed,
        text.significance, [[str(value) for value in row] for row in rests],
    )  # fmt: skip


def has_test_readers(revision: Revision) -> bool:
    """Two people understood it after its last change; or after that of the text a typo is put right in."""
    seen: Revision | None = revision
    while seen is not None:
        readings = seen.readings.filter(understood=True, noted_at__gte=seen.changed_at)
        if readings.count() >= TEST_READERS:
            return True
        seen = seen.based_on if seen.significance == Revision.Significance.TYPO else None
    return False


def has_medical_check(revision: Revision) -> bool:
    """This text was checked, or it differs only in wording from a published one that was."""
    seen: Revision | None = revision
    while seen is not None:
        if seen.steps.filter(step=MEDICAL, state=ReviewStep.State.APPROVED).exists():
            return True
        if seen.significance == Revision.Significance.MEDICAL:
            return False
        seen = seen.based_on
    return False
