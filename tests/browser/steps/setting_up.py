"""Setting the portal up and handing it over; a file brought along; people invited by letter."""

from __future__ import annotations

from members.models import MemberList
from tests.browser.pages import Site
from tests.members.signing_steps import code_in, mail_to
from tests.members.test_brought import bring, file_of
from tests.members.test_member_list import letter_code, read_in


def before_opening_and_handing_over(site: Site) -> None:
    office = site.client(site.world.administrator)
    here = "/office/set-up/test-mail"
    site.see(office.post(here, {"address": "nobody"}), "to put right")
    office.post(here, {"address": "far@example.net"})
    site.see(office.get(f"{here}/code"), "waits")
    office.post(f"{here}/code", {"code": code_in(mail_to("far@example.net"))})
    office.post("/office/set-up", {"name": "copies"})
    site.see(office.get("/office/set-up"), "with something done")
    site.see(office.post("/office/hand-over/words", {"host": "PIN: 4711"}), "a password")
    office.post("/office/hand-over/words", {"host": "Host Ltd", "elsewhere": "Keys: the safe"})
    site.see(office.get("/office/hand-over"), "with words")
    MemberList.objects.update(state="stopped", done=2, total=3)
    for row in MemberList.objects.all():
        out = "out/" if row.way == "out" else ""
        site.see(office.get(f"/office/list/{out}{row.ref}"), "stopped")


def brought_along(site: Site) -> None:
    ruth = site.client(site.world.ruth)
    site.see(bring(ruth, b"x"), "no file of ours")
    one = bring(ruth, file_of())["Location"]
    site.see(ruth.get(one), "looked at")
    ruth.post(one, {"part": "scores"})
    site.see(ruth.get(one), "taken over")
    site.see(ruth.get(f"{one}/scores"), "a table")
    site.see(ruth.get("/me/brought"), "with two")


def invited_by_letter(site: Site) -> None:
    office = site.client(site.world.administrator)
    raw = "Nr;Name;Straße;PLZ;Ort\n91;Cem Nagy;Kai 4;12345;Hafen\n92;Ada Nagy;Kai 4;12345;Hafen\n"
    read_in(office, raw.encode())
    site.see(office.get("/office/list/invite"), "with letters to make")
    made = office.post("/office/list/invite/letters")
    site.see(office.get("/office/list/invite"), "with letters made")
    visitor = site.client()
    visitor.post("/join/invitation", {"code": letter_code(made.content)})
    site.see(visitor.get("/join/by-letter"), "with a letter")
    site.see(visitor.post("/join/by-letter", {}), "to put right")
