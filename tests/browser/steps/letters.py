"""Letters: who waits, a batch, what came back, and a card with its address."""

from __future__ import annotations

from members.models import LetterHead, PostedLetter
from notifications import kinds
from tests.browser.pages import Site
from tests.members.letter_steps import LETTER, print_all, somebody_on_paper, tell

REASON = {"reason": "The printer ate it"}


def the_letters(site: Site) -> None:
    kinds._kinds[LETTER.name] = LETTER
    try:
        _letters(site)
    finally:
        del kinds._kinds[LETTER.name]


def _letters(site: Site) -> None:
    office = site.client(site.world.administrator)
    two = [somebody_on_paper("Elfriede M."), somebody_on_paper("Friedrich B.")]
    for person in two:
        tell(person)
    tell(two[0], "another thing")
    site.see(office.get("/office/letters"), "with people waiting")
    site.see(office.get("/office"), "with letters to print")
    batch = print_all(site.world)
    assert batch is not None
    letter = PostedLetter.objects.filter(batch=batch).latest("pk")
    office.post(f"/office/letters/{letter.pk}/again", REASON)
    site.see(office.get(f"/office/letters/{batch.ref}"), "with one to print again")
    office.post(f"/office/letters/{letter.pk}/returned")
    office.post(f"/office/letters/{batch.ref}/posted")
    site.see(office.get(f"/office/letters/{batch.ref}"), "posted, one came back")
    site.see(office.get("/office/letters"), "with a batch")
    site.see(office.get(f"/office/people/{letter.person.ref}"), "without post")
    wrong = office.post(f"/office/people/{letter.person.ref}/post", {"phone": "call me"})
    site.see(wrong, "to put right")
    LetterHead.objects.all().delete()
    site.see(office.get("/office/letters"), "before the first letter")
    site.see(office.get("/office/letters/head"), "empty")
