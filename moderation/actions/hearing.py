"""What somebody writes to the team is listened to as well: words of danger in it call people."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from audit.actions import record
from moderation.actions.opening import open_case
from moderation.content import DANGER, NOTICED, TO_TEAM, content_kind
from moderation.models import Lane, PrivateWord, Report
from moderation.told_cases import TOLD
from po_platform.access.actor import SignedIn
from po_platform.kit.danger_words import sounds_like_danger

MOST_MAILED = 100_000  # signs of one mail that are kept for whoever looks


def hear(*, ref: UUID, person_id: int, text: str) -> None:
    """Words to the team that lie under this ref; in their own transaction. No program decides
    anything: a person is called, who reads them.
    """
    if sounds_like_danger(text):
        open_case(
            kind=TOLD, thing=ref, person_id=person_id, version=1, lane=Lane.CRISIS,
            because=[DANGER, NOTICED], reported=True,
        )  # fmt: skip


def hear_answer(word: PrivateWord) -> None:
    """A member's answer to the team: the case is about the thing they write about, and her."""
    if not sounds_like_danger(word.text):
        return
    known = content_kind(word.kind)
    thing = known.for_case(word.thing) if known else None
    open_case(
        kind=word.kind, thing=word.thing, person_id=word.person_id, lane=Lane.CRISIS,
        version=thing.version if thing else 1, because=[DANGER, NOTICED, TO_TEAM], reported=True,
    )  # fmt: skip


def hear_mail(*, actor: SignedIn, ref: UUID, text: str, bare: str) -> bool:
    """An answer by e-mail that cannot come out: with words of danger somebody reads it all the same,
    and she finds it among what she told us. False without such words. The same mail twice is once.
    `bare`: the same without marks.
    """
    if not (sounds_like_danger(bare) or sounds_like_danger(text)):
        return False
    with transaction.atomic():
        if Report.objects.visible_to(actor).filter(ref=ref).exists():
            return True
        case = open_case(
            kind=TOLD, thing=ref, person_id=actor.person_id, version=1, lane=Lane.CRISIS,
            because=[DANGER, NOTICED], reported=True,
        )  # fmt: skip
        row = Report(
            ref=ref, case_id=case, person_id=actor.person_id, reason=Report.Reason.MAILED,
            text=text[:MOST_MAILED], version=1,
        )  # fmt: skip
        Report.objects.bulk_create([row], ignore_conflicts=True)
        record(actor=actor, verb="moderation.report.mailed", lane=Lane.CRISIS)
    return True
