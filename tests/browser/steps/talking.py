"""Talking: boards with long names, every state a post can be in, what is asked before it is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from files.pictures import as_jpeg
from files.places import keep_bytes
from forums.actions.writing import Words, reply, start_topic
from forums.bringing import address_mark, name_mark, sealed_name, sealed_profile
from forums.models import (
    Board,
    Brought,
    FormerAuthor,
    FormerPicture,
    MailedPost,
    OldWords,
    OwnPicture,
    Post,
    ProfileWord,
    Topic,
    Writer,
)
from forums.queries.former import claim_token
from members.member_number import member_number
from members.models import Account, Person
from po_platform.access.actor import acting_as
from tests.browser.pages import Site

from .coming_in import LONG_TEXT

LONG_TITLE = (
    "Versichertenkartenlesegerätebeschaffungsverordnung: who understands it before breakfast"
)


def talking(site: Site) -> None:
    world = site.world
    ruth, gerd = site.client(world.ruth), site.client(world.gerd)
    team = site.client(world.moderator)
    Board.objects.update(holds_all=False)
    board = Board.objects.create(
        title={"en": LONG_TITLE, "de": LONG_TITLE}, text={"en": LONG_TEXT}, widest="everybody",
        reminder={"en": LONG_TEXT},
    )  # fmt: skip
    site.see(ruth.get(f"/talk/boards/{board.ref}"), "with nothing in it")
    begin = f"/talk/boards/{board.ref}/begin"
    site.see(ruth.post(begin, {"act": "title", "title": ""}), "without a title")
    site.see(ruth.post(begin, {"act": "title", "title": LONG_TITLE}), "second step")
    text = f"{LONG_TEXT}\n\n- **one**\n- <b>two</b>\n\n> three\n\nhttps://example.org/{'x' * 200}"
    sent = {"title": LONG_TITLE, "text": text, "note": "an operation", "audience": "everybody"}
    site.see(ruth.post(begin, {**sent, "act": "preview"}), "looked at first")
    site.see(ruth.post(begin, {**sent, "text": "Call 01632 960 118"}), "something personal")
    site.see(ruth.get("/talk/drafts"), "with something begun")
    site.see(ruth.post(begin, sent, follow=True), "just published")
    topic = Topic.objects.get(board=board)
    _every_state(site, topic)
    page = f"/talk/topics/{topic.ref}"
    for client, who in ((ruth, "Ruth"), (gerd, "Gerd"), (team, "a moderator")):
        site.see(client.get(f"{page}?page=1"), f"every state, as {who}")
        site.see(client.get(f"{page}?page=2"), f"the last page, as {who}")
    site.see(site.client().get(page), "as a visitor")
    site.see(site.client().get("/talk"), "as a visitor")
    site.see(gerd.get(f"{page}/reply?to=1"), "answering a post")
    site.see(gerd.post(f"{page}/reply", {"text": ""}), "with nothing to read")
    _in_order(site, topic)
    for state in ("held", "taken_back", "returned", "removed", "folded", "published"):
        post = Post.objects.filter(topic=topic, author=world.gerd.person, state=state).first()
        if post is not None:
            site.see(gerd.get(f"/talk/posts/{post.ref}"), f"{state}, as its author")
            looked = team.post(f"/moderation/look/post/{post.ref}", follow=True)
            site.see(looked, f"{state}, to decide")
    site.see(team.get("/moderation"), "with something that waits")
    _people(site, topic)
    site.see(ruth.post(f"/talk/people/{world.gerd.person.ref}/ignore", follow=True), "one ignored")
    office = site.client(replace(world.administrator, strong=True))
    site.see(office.get("/office/boards"), "with boards")
    Board.objects.create(title={"en": LONG_TITLE}, text={"en": LONG_TEXT}, named_to_guests=True)
    site.see(site.client().get("/talk"), "with a board for members, as a visitor")
    Board.objects.filter(pk=board.pk).update(closed_at=timezone.now())
    for client, who in ((ruth, "Ruth"), (site.client(), "a visitor")):
        site.see(client.get("/talk"), f"with a closed board, as {who}")
    site.see(ruth.get("/search?q=operation"), "with a closed board among the choices")
    Board.objects.filter(pk=board.pk).update(closed_at=None)
    wrong = {"widest": "group", "named_to_guests": "on"}
    site.see(office.post("/office/boards/new", wrong), "to be put right")


def _people(site: Site, topic: Topic) -> None:
    """Somebody's page, as others and as herself; told to the team; what is folded; the team signs."""
    world = site.world
    ruth, gerd, team = (site.client(who) for who in (world.ruth, world.gerd, world.moderator))
    hers = f"/talk/people/{world.ruth.person.ref}"
    for client, who in ((ruth, "herself"), (gerd, "a member"), (team, "a moderator")):
        site.see(client.get(hers), f"as {who}")
    _pictures(site, topic)
    told = f"/tell-us/member/{world.ruth.person.ref}"
    site.see(gerd.get(told), "a name")
    site.see(gerd.post(told, {"reason": ""}), "a name, to be put right")
    gerd.post(told, {"reason": "poses", "text": LONG_TEXT[:500]})
    looked = team.post(f"/moderation/look/member/{world.ruth.person.ref}", follow=True)
    site.see(looked, "about a name")
    site.see(gerd.get("/talk/folding"), "nothing folded")
    typed = {"typed": "operation\n" + "x" * 60, "opens_notes": "on"}
    site.see(gerd.post("/talk/folding", typed, follow=True), "with words")
    page = f"/talk/topics/{topic.ref}"
    site.see(gerd.get(f"{page}?page=1"), "with what she wants folded")
    gerd.post("/talk/folding", {})
    site.see(gerd.get(f"{page}/reply"), "with names to put in")
    named = {"text": f"@{world.ruth.name}, thank you", "act": "preview"}
    site.see(gerd.post(f"{page}/reply", named), "somebody named, looked at first")
    site.see(team.get(f"{page}/reply"), "as whom a moderator writes")
    team.post(f"{page}/reply", {"text": "Signed by all of us", "signed": "team"})
    site.see(gerd.get(f"{page}?page=2"), "signed by the team")


def _pictures(site: Site, topic: Topic) -> None:
    """A picture of one's own: asked, refused, there, taken off; another one stays."""
    world = site.world
    ruth, gerd, team = (site.client(who) for who in (world.ruth, world.gerd, world.moderator))
    ruth.post("/talk/picture/away")
    Board.objects.filter(pk=topic.board_id).update(holds_pictures=True)
    site.see(ruth.get("/talk/picture"), "while nobody new chooses one")
    Writer.objects.update_or_create(person=world.ruth.person, defaults={"published": 10})
    site.see(ruth.get("/talk/picture"), "with none")
    site.see(ruth.post("/talk/picture", {}), "to be put right")
    drawn = as_jpeg(Image.new("RGB", (40, 40), "teal"))
    put = {"file": SimpleUploadedFile("a.jpg", drawn)}
    site.see(ruth.post("/talk/picture", put, follow=True), "with one")
    off = f"/talk/pictures/{OwnPicture.objects.get(person=world.ruth.person).ref}/off"
    site.see(team.get(off), "asked")
    site.see(team.post(off, {"why": ""}), "to be put right")
    team.post(off, {"why": LONG_TEXT[:500]})
    site.see(ruth.get("/talk/picture"), "with one that was taken off")
    ruth.post("/talk/picture", {"file": SimpleUploadedFile("a.jpg", drawn)})
    Board.objects.filter(pk=topic.board_id).update(holds_pictures=False)
    hers = f"/talk/people/{world.ruth.person.ref}"
    for client, who in ((ruth, "herself"), (gerd, "a member"), (team, "a moderator")):
        site.see(client.get(hers), f"with a picture, as {who}")
    site.see(gerd.get(f"/talk/topics/{topic.ref}?page=1"), "with a picture")


def words_in_mails(site: Site) -> None:
    """Chosen or not, on a board that allows it."""
    ruth = site.client(site.world.ruth)
    board = Board.objects.create(title={"en": LONG_TITLE}, widest="members", words_by_mail=True)
    site.see(ruth.get("/talk/words-by-mail"), "asked")
    site.see(ruth.post("/talk/words-by-mail", {"act": "yes"}, follow=True), "on")
    site.see(ruth.get("/talk/words-by-mail"), "on")
    site.see(ruth.get(f"/talk/boards/{board.ref}"), "with words in e-mails")


@override_settings(MAIL_IN="talk@in.example")
def answering_by_mail(site: Site) -> None:
    """The question with a mailbox of one's own and with a shared one, and what it is afterwards."""
    ruth = site.client(site.world.ruth)
    site.see(ruth.get("/talk/by-mail"), "asked")
    site.see(ruth.post("/talk/by-mail", {"act": "yes", "next": "/talk/by-mail"}, follow=True), "on")
    Account.objects.filter(pk=site.world.gerd.account.pk).update(
        email=site.world.ruth.account.email
    )
    site.see(ruth.get("/talk/by-mail"), "with a shared mailbox")
    board = Board.objects.create(title={"en": LONG_TITLE}, widest="members")
    with acting_as(site.world.ruth.actor()) as actor:
        words = Words("Mine", uuid4())
        post = start_topic(
            actor=actor, board=board.ref, title="By e-mail", audience="members", words=words
        )
        MailedPost.objects.create(
            person=site.world.ruth.person, post=post, cut=f"{LONG_TEXT}\n> {'x' * 200}",
            left_out=["x" * 100, "hand.png"],
        )  # fmt: skip
    site.see(ruth.get(f"/talk/posts/{post.ref}"), "that came by e-mail")


def coming_back(site: Site) -> None:
    """Posts of a former forum: the way to have them back, and how a moderator vouches."""
    ruth, team = site.client(site.world.ruth), site.client(site.world.moderator)
    board = Board.objects.create(title={"en": LONG_TITLE}, widest="members")
    Brought.objects.create(source="old", mark="1" * 64, board=board)
    for number, address in enumerate(("old@example.org", "")):
        mark = str(number + 2) * 64
        FormerAuthor.objects.create(
            source="old", mark=mark, sealed_name=sealed_name(mark, "x" * 80 if address else "Anna"),
            name_mark=name_mark("Anna"), address_mark=address_mark(address),
            offered_to=None if address else site.world.ruth.person,
        )  # fmt: skip
    site.see(ruth.get("/talk"), "where there was a former forum")
    site.see(ruth.get("/talk/former"), "with an offer")
    site.see(ruth.post("/talk/former", {"address": "x"}), "to be put right")
    site.see(ruth.get("/talk/former/word"), "where it is not open")
    site.see(team.get("/office/boards/former"), "with no word to look for")
    for row in FormerAuthor.objects.all():
        row.sealed_profile = sealed_profile(row.mark, "https://old.example/u/anna")
        row.save()
    site.see(ruth.get("/talk/former"), "where the old forum can still be seen")
    site.see(ruth.post("/talk/former/word", {"name": ""}), "to be put right")
    ruth.post("/talk/former/word", {"name": "Anna"})
    site.see(ruth.get("/talk/former/word"), "with a word")
    asked = ProfileWord.objects.get(name_mark=name_mark("Anna"))
    ruth.post(f"/talk/former/word/{asked.ref}")
    site.see(ruth.get("/talk/former/word"), "while a moderator is to look")
    site.see(team.get("/office/boards/former"), "with a word to look for")
    site.see(team.get("/start"), "with a word to look for")
    team.post(f"/office/boards/former/{asked.ref}", {"seen": "no"})
    site.see(ruth.get("/talk/former/word"), "that a moderator did not find")
    token = claim_token(site.world.ruth.person.pk, address_mark("old@example.org"))
    site.see(ruth.get(f"/talk/former/{token}"), "from the old mailbox")
    FormerPicture.objects.create(
        author=FormerAuthor.objects.exclude(address_mark="").get(source="old"),
        place=keep_bytes(as_jpeg(Image.new("RGB", (192, 192), "teal"))), size=1,
    )  # fmt: skip
    site.see(ruth.post(f"/talk/former/{token}", follow=True), "that are hers again")
    Board.objects.update(holds_all=True)
    site.see(ruth.get("/talk/picture"), "with one of a former forum she cannot use yet")
    Board.objects.update(holds_all=False)
    site.see(ruth.get("/talk/picture"), "with one of a former forum")
    site.see(ruth.get(f"/talk/former/{token}"), "that is over")
    site.see(team.get("/office/boards/former?name=nobody"), "with nobody found")
    site.see(team.get("/office/boards/former?name=anna"), "with one found")
    site.see(team.post("/office/boards/former?name=anna", {"member": "1"}), "to be put right")


def _every_state(site: Site, topic: Topic) -> None:
    gerd, died = site.world.gerd, Person.objects.create(display_name="Old Friend", state="deceased")
    first = Post.objects.get(topic=topic)
    with acting_as(gerd.actor()) as actor:
        reply(actor=actor, topic=topic.ref, words=Words("Mine", uuid4(), answers_no=1))
    states = ["published", "folded", "removed", "taken_back", "held", *["published"] * 20]
    Post.objects.bulk_create(
        Post(
            topic=topic, no=no, author=died if no == 9 else gerd.person, client_ref=uuid4(),
            state=state, text="Words", html="<p>Words</p>", baked=first.baked, version=2,
            decided_why="That hurts people." if state in ("folded", "removed") else "",
            published_at=timezone.now(), changed_at=timezone.now(), reasons=["first_posts"],
        )
        for no, state in enumerate(states, 4)  # number 3 is gone
    )  # fmt: skip
    Topic.objects.filter(pk=topic.pk).update(posts=3 + len(states), helpful=4)
    Writer.objects.update(published=9)


def messages_between(site: Site) -> None:
    """Two members write to each other, and one of them ignores the other in the end."""
    world = site.world
    ruth, gerd = site.client(world.ruth), site.client(world.gerd)
    site.see(gerd.get("/talk/messages"), "with nobody yet")
    hers = f"/talk/messages/{world.gerd.person.ref}"
    site.see(ruth.get(hers), "asked whether she is 18")
    site.see(ruth.post("/talk/messages/age", {}), "to be put right")
    for client in (ruth, gerd):
        client.post("/talk/messages/age", {"of_age": "adult"})
    site.see(ruth.get(hers), "to somebody who takes none")
    gerd.post("/talk/messages/settings", {"takes": "all"})
    gerd.post(f"/talk/messages/{world.ruth.person.ref}/choose", {"act": "allow"})
    site.see(gerd.get("/talk/messages/settings"), "with somebody allowed")
    Writer.objects.update_or_create(person=world.ruth.person, defaults={"published": 20})
    site.see(ruth.post(hers, {}), "to be put right")
    for text in (LONG_TEXT, "I want to kill myself"):
        ruth.post(hers, {"text": text, "client_ref": str(uuid4())})
    site.see(ruth.get(hers), "with what she wrote")
    site.see(gerd.get("/talk/messages"), "with something new")
    _new_for_him(site)
    site.see(gerd.get("/start"), "a message waits")
    his = f"/talk/messages/{world.ruth.person.ref}"
    site.see(gerd.get(his), "with words of danger")
    gerd.post(f"/talk/people/{world.ruth.person.ref}/ignore")
    site.see(gerd.get(his), "ignored")
    gerd.post("/talk/messages/age", {"of_age": "young"})
    site.see(gerd.get("/talk/messages/age"), "who said both")
    site.see(gerd.get("/talk/messages/settings"), "who said both")


def _new_for_him(site: Site) -> None:
    """A message, a post that was given back, and an answer in his topic of a long name."""
    world, words = site.world, Words(LONG_TEXT, uuid4())
    board = Board.objects.create(title={"en": LONG_TITLE}, widest="members")
    with acting_as(world.gerd.actor()) as actor:
        post = start_topic(
            actor=actor, board=board.ref, title=LONG_TITLE, audience="members", words=words
        )
        back = reply(actor=actor, topic=post.topic.ref, words=Words("Mine", uuid4()))
    with acting_as(world.ruth.actor()) as actor:
        reply(actor=actor, topic=post.topic.ref, words=Words("Hers", uuid4(), answers_no=1))
    Post.objects.filter(pk=back.pk).update(state="returned", no=None, decided_why=LONG_TEXT)
    site.see(site.client(world.gerd).get("/talk/notices"), "of everything something")
    site.see(site.client(world.ruth).get("/talk/notices"), "of her own")
    site.see(site.client(world.proxy).get("/talk/notices"), "with nothing new")


def written_elsewhere(site: Site) -> None:
    """Ruth's own posts from another place; and how long people wait."""
    ruth = site.client(site.world.ruth)
    site.see(ruth.post("/talk/elsewhere", {}), "a file to be chosen")
    posts = [
        {"timestamp": 1_600_000_000 + n, "data": [{"post": f"{n} {LONG_TEXT}"}]} for n in range(31)
    ]
    file = SimpleUploadedFile("your_posts_1.json", json.dumps(posts).encode())
    site.see(ruth.post("/talk/elsewhere", {"file": file}, follow=True), "with old words")
    with acting_as(site.world.ruth.actor()) as actor:
        number = OldWords.objects.visible_to(actor).latest("pk").pk
    site.see(ruth.get(f"/talk/elsewhere/{number}"), "one of them")
    site.see(ruth.post(f"/talk/elsewhere/{number}", {}), "to be put right")
    site.see(site.client(site.world.moderator).get("/talk/figures"), "for the team")


def _remembered(site: Site, topic: Topic) -> None:
    """For a moment as if Gerd had died."""
    world, team = site.world, site.client(site.world.moderator)
    gerd = Person.objects.filter(pk=world.gerd.person.pk)
    gerd.update(state=Person.State.DECEASED)
    where = f"/talk/people/{world.gerd.person.ref}/remember"
    site.see(team.get(where), "before it is begun")
    site.see(team.post(where, {"title": ""}), "with nothing said")
    given = {"board": str(topic.board.ref), "title": LONG_TITLE, "text": LONG_TEXT, "days": "30"}
    site.see(team.post(where, given, follow=True), "it stands there")
    gerd.update(state=Person.State.ACTIVE)


def _in_order(site: Site, topic: Topic) -> None:
    """Moved, split, words watched, read first, badges; with pages that say what is missing."""
    world, page = site.world, f"/talk/topics/{topic.ref}"
    team = site.client(world.moderator)
    office = site.client(replace(world.administrator, strong=True))
    told = {"told": LONG_TEXT[:300]}
    site.see(team.get(f"{page}/arrange"), "before anything is changed")
    site.see(team.post(f"{page}/arrange", {"title": ""}), "with nothing said")
    place = {"board": str(topic.board.ref), "title": LONG_TITLE, "unlisted": "on", **told}
    site.see(team.post(f"{page}/arrange", place, follow=True), "in no list, with a note")
    chosen = {"numbers": "2", "title": LONG_TITLE, **told}
    site.see(team.get(f"{page}/split"), "which posts go")
    site.see(team.post(f"{page}/split", {"numbers": "two"}), "no numbers")
    site.see(team.post(f"{page}/split", {**chosen, "act": "look"}), "looked at first")
    site.see(team.post(f"{page}/split", {**chosen, "act": "split"}, follow=True), "a new topic")
    site.see(team.get(page), "with a way to what was moved")
    words = "/office/boards/words"
    site.see(team.get(words), "no list yet")
    site.see(team.post(f"{words}/new", {"name": "", "lines": ""}), "with nothing in it")
    listed = {"name": LONG_TITLE[:60], "lines": "one\ntwo", "effect": "hold"}
    site.see(team.post(f"{words}/new", listed, follow=True), "one list")
    leads = {**listed, "lines": "gingerroot", "effect": "link", "page": "/how-we-talk"}
    site.see(team.post(f"{words}/new", {**leads, "page": "/start"}), "no such page")
    team.post(f"{words}/new", leads)
    site.see(team.get(words), "one that leads to a page")
    writes = {"text": f"Gingerroot. {LONG_TEXT}", "act": "send"}
    site.see(team.post(f"{page}/reply", writes), "led to a page of ours")
    site.see(team.post(words, {"text": "One and two"}), "tried, and met")
    site.see(team.post(words, {"text": "Three"}), "tried, and not met")
    first = f"/talk/people/{world.gerd.person.ref}/first"
    site.see(team.get("/office/boards/first"), "nobody")
    site.see(team.post(first, {"days": "7", "why": ""}), "without a reason")
    site.see(team.post(first, {"days": "7", "why": LONG_TEXT[:500]}, follow=True), "begun")
    site.see(team.get("/office/boards/first"), "one member")
    site.see(site.client(world.gerd).get("/talk/mine"), "read first, and told why")
    team.post(f"{first}/end")
    badges = "/office/boards/badges"
    site.see(office.get(badges), "nobody")
    site.see(office.post(badges, {"member": "x"}), "nobody of this number")
    mark = {"member": member_number(world.gerd.person.pk), "kind": "clinician"}
    site.see(office.post(badges, mark, follow=True), "one member")
    site.see(site.client(world.ruth).get(f"{page}?page=1"), "with something beside a name")
    named = "/office/boards/moderators"
    site.see(office.get(named), "nobody")
    site.see(office.post(named, {"member": "x"}), "nobody of this number")
    hers = {"member": mark["member"], "boards": [str(topic.board.ref)], "reason": LONG_TITLE[:80]}
    site.see(office.post(named, hers, follow=True), "one member")
    like = Topic.objects.filter(board=topic.board, audience=topic.audience, gone_at=None)
    new = like.exclude(pk=topic.pk).latest("pk")
    merge, behind = f"/talk/topics/{new.ref}/merge", {"into": f"https://x{page}", **told}
    site.see(team.get(merge), "behind which one")
    site.see(team.get(f"{merge}?into={topic.ref}"), "back to where its posts stood")
    site.see(team.post(merge, {"into": "x", **told}), "no address")
    site.see(team.post(merge, {**behind, "act": "look"}), "looked at first")
    site.see(team.post(merge, {**behind, "act": "merge"}, follow=True), "one topic of two")
    team.post(f"/talk/topics/{new.ref}/part")
    _remembered(site, topic)
    site.see(site.client(world.ruth).get("/talk/new?answers=mine"), "only answers to her")
