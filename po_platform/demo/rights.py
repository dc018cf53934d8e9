"""Two requests about data, one waiting for the second look; what a successor has to know; a file brought along."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

from django.utils import timezone

from members.actions.brought import look_into, take_over
from members.actions.rights import Asked, Written, note_identity, open_request, prepare_answer
from members.actions.set_up import mail_came_back, write_hand_over
from members.brought_file import about
from po_platform.access.actor import SignedIn, acting_as

ELSEWHERE = "Reed Valley Arthritis Circle"


def seed_rights(office: tuple[SignedIn, SignedIn], ruth: SignedIn) -> None:
    """By the real actions."""
    first, second = office
    today = timezone.localdate()
    with acting_as(first):
        asked = Asked(
            "access", "letter", today - timedelta(days=9), None,
            "Wilma Thorne", "7 Mill Rise\nHarrowmere", "en",
        )  # fmt: skip
        row = open_request(actor=first, asked=asked)
        note_identity(actor=first, ref=row.ref, shown="known_address")
        letter = "With this letter you get our answer. We searched and found nothing about you."
        prepare_answer(actor=first, ref=row.ref, written=Written("nothing", "", "paper", letter))
        mail_came_back(actor=first)
        write_hand_over(
            actor=first,
            host="Harrowmere Hosting, 01632 960 700, Priya Oakes",
            elsewhere="The association’s mailbox and the bank: Philippa Marsh.\nKeys of the room"
            " above the library: with the caretaker.",
        )
    with acting_as(second):
        asked = Asked("objection", "phone", today - timedelta(days=2), None, "Edgar Lowe", "", "en")
        open_request(actor=second, asked=asked)
    with acting_as(ruth):
        take_over(actor=ruth, ref=look_into(actor=ruth, raw=_file()).ref, names=["scores"])


def _file() -> bytes:
    """As another portal would have made it."""
    made_at = timezone.now() - timedelta(days=800)
    head = about(ELSEWHERE, "https://reed-valley.example", made_at, "en")
    rows = [
        {
            "sent_at": (made_at - timedelta(days=7 * week)).isoformat(),
            "questionnaire": "Morning check",
            "scale_in_words": "Stiffness in the morning",
            "value": value,
        }
        for week, value in enumerate((52, 55, 49, 60))
    ]
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("about.json", json.dumps(head))
        archive.writestr("json/scores.json", json.dumps({"rows": rows}))
    return raw.getvalue()
