"""A picture beside one's posts: chosen by herself, seen by who reads her, taken away, taken off, gone."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from audit.models import Event
from files.actions.sweeping import sweep
from files.places import path_of
from forums.actions.pictures import PICTURE_OFF, choose_picture
from forums.models import FormerAuthor, FormerPicture, OwnPicture, Post
from members.actions.erase_person import erase_person
from members.models import Person
from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin
from tests.forums.test_files import SECRET, bomb, everything_under, photograph
from tests.moderation.cases import the_case, told
from tests.moderation.test_silences import kept
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
WHERE = "/talk/picture"
WHY = "It shows somebody else."


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "store"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"
    return tmp_path / "store"


def put(client: Client, content: bytes | None = None) -> Any:
    file = SimpleUploadedFile("Ruth at home.jpg", content or photograph((400, 200)))
    return client.post(WHERE, {"file": file})


def picture_of(who: Persona) -> str:
    """Chosen by herself; its address."""
    with acting_as(who.actor()) as actor:
        upload = SimpleUploadedFile("a.jpg", photograph((40, 40)))
        return f"/talk/pictures/{choose_picture(actor=actor, upload=upload).ref}"


def test_guests_and_who_cannot_read_her_find_none(world: World, sign_in: Any, client: Any) -> None:
    among = begin(world.ruth, a_group_board(world.ruth))
    where = picture_of(world.ruth)
    assert sign_in(world.ruth).get(where).status_code == 200
    for who in (world.gerd, world.nasser, world.researcher, world.administrator):
        assert sign_in(who).get(where).status_code == 404
        assert sign_in(who).get(f"/talk/topics/{among.topic.ref}").status_code == 404
    for_all = begin(world.ruth, a_board(widest="everybody"))
    page = f"/talk/topics/{for_all.topic.ref}"
    gerd = sign_in(world.gerd)
    assert where in gerd.get(page).content.decode() and gerd.get(where).status_code == 200
    assert sign_in(world.moderator).get(where).status_code == 200
    for outside in (client, sign_in(world.nasser)):
        shown = outside.get(page).content.decode()
        assert "Ruth E." in shown and "/talk/pictures/" not in shown and ">RE</span>" in shown
    assert "sign-in" in client.get(where)["Location"]
    assert sign_in(world.nasser).get(where).status_code == 404


def test_nobody_else_chooses_or_takes_it_away(world: World, sign_in: Any, client: Any) -> None:
    begin(world.ruth, a_board())
    where = picture_of(world.ruth)
    for who in (world.gerd, world.moderator):
        sign_in(who).post(f"{WHERE}/away")
        assert sign_in(world.ruth).get(where).status_code == 200
    for who in (world.gerd, world.ruth, world.nasser, world.administrator):
        assert sign_in(who).get(f"{where}/off").status_code == 403
        assert sign_in(who).post(f"{where}/off", {"why": WHY}).status_code == 403
    assert put(sign_in(world.nasser)).status_code == 403
    assert sign_in(world.nasser).get(WHERE).status_code == 403
    assert "sign-in" in put(client)["Location"]
    assert [row.person_id for row in OwnPicture.objects.exclude(place="")] == [world.ruth.person.pk]


def test_it_is_drawn_anew_small_and_square_and_stands_beside_her_posts(
    world: World, sign_in: Any, store: Path
) -> None:
    topic, ruth, gerd = begin(world.ruth, a_board()).topic, sign_in(world.ruth), sign_in(world.gerd)
    page = ruth.get(WHERE).content.decode()
    assert "Guests and search engines never do" in page and "recognise you" in page
    assert (
        "It stands beside your posts now"
        in ruth.post(
            WHERE, {"file": SimpleUploadedFile("Ruth.jpg", photograph())}, follow=True
        ).content.decode()
    )
    where = f"/talk/pictures/{OwnPicture.objects.get().ref}"
    beside = gerd.get(f"/talk/topics/{topic.ref}").content.decode()
    assert (
        f'<img class="ini" src="{where}" width="192" height="192" alt="" loading="lazy">' in beside
    )
    assert ">RE</span>" not in beside and "base64" not in beside
    assert where in gerd.get(f"/talk/people/{world.ruth.person.ref}").content.decode()
    answered = gerd.get(where)
    shown = Image.open(BytesIO(answered.getvalue()))
    assert (shown.size, shown.format) == ((192, 192), "JPEG") and not shown.getexif()
    assert answered.headers["Content-Disposition"].startswith("attachment")
    assert answered.headers["Cache-Control"] == "no-store"
    assert "Ruth" not in answered.headers["Content-Disposition"]
    assert SECRET not in b"".join(everything_under(store))
    paper = gerd.get(f"/talk/topics/{topic.ref}/print").content.decode()
    assert "/talk/pictures/" not in paper


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg onload=alert(1)></svg>", "Choose a picture"),
        (b"%PDF-1.4 a letter", "Choose a picture"),
        (b"", "Choose a picture"),
        (bomb(60_000, 60_000), "Choose a picture"),
        (b"x" * (15 * 1024 * 1024 + 1), "larger than 15 MB"),
    ],
    ids=["a drawing with a program", "a document", "nothing", "a bomb", "a large one"],
)
def test_what_is_no_picture_is_refused_kindly(
    world: World, sign_in: Any, store: Path, content: bytes, words: str
) -> None:
    ruth = sign_in(world.ruth)
    said = ruth.post(WHERE, {"file": SimpleUploadedFile("a.jpg", content)})
    assert said.status_code == 422 and words in said.content.decode()
    assert ruth.post(WHERE, {}).status_code == 422
    assert not OwnPicture.objects.exists() and everything_under(store) == []


def test_a_program_of_the_host_may_refuse_it(world: World, sign_in: Any, settings: Any) -> None:
    settings.FILE_CHECK = "false"
    assert put(sign_in(world.ruth)).status_code == 422
    assert not OwnPicture.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_another_one_or_none_and_the_old_one_is_gone(world: World, sign_in: Any) -> None:
    topic, ruth, gerd = begin(world.ruth, a_board()).topic, sign_in(world.ruth), sign_in(world.gerd)
    put(ruth)
    first = OwnPicture.objects.get()
    put(ruth)
    second = OwnPicture.objects.get()
    assert first.ref != second.ref
    assert gerd.get(f"/talk/pictures/{first.ref}").status_code == 404
    assert (path_of(first.place).exists(), path_of(second.place).exists()) == (False, True)
    assert "Nobody can look at it" in ruth.post(f"{WHERE}/away", follow=True).content.decode()
    assert not OwnPicture.objects.exists() and not path_of(second.place).exists()
    assert ">RE</span>" in gerd.get(f"/talk/topics/{topic.ref}").content.decode()
    assert ruth.post(f"{WHERE}/away").status_code == 302  # once more is no matter


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_knows_whose_bytes_they_are(world: World, store: Path) -> None:
    picture_of(world.ruth)
    author = FormerAuthor.objects.create(source="old", mark="1" * 64)
    kept_there = OwnPicture.objects.get().place
    FormerPicture.objects.create(author=author, place=kept_there, size=1)
    OwnPicture.objects.all().delete()
    os.utime(path_of(kept_there), (0, 0))
    sweep()
    assert path_of(kept_there).exists()
    FormerPicture.objects.all().delete()
    sweep()
    assert not path_of(kept_there).exists()


def test_who_is_kept_from_writing_chooses_none_and_takes_hers_away(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board())
    where = picture_of(world.ruth)
    told(world.gerd, post)
    kept(world.moderator, the_case(world))
    ruth = sign_in(world.ruth)
    said = put(ruth)
    assert said.status_code == 403 and "You cannot write here until" in said.content.decode()
    gerd = sign_in(world.gerd)
    assert where in gerd.get(f"/talk/topics/{post.topic.ref}").content.decode()  # as her words
    ruth.post(f"{WHERE}/away")
    assert gerd.get(where).status_code == 404


def test_beside_what_is_the_teams_or_of_somebody_ignored_stand_initials(
    world: World, sign_in: Any
) -> None:
    topic = begin(world.ruth, a_board()).topic
    hers, theirs = picture_of(world.ruth), picture_of(world.moderator)
    signed = answer(world.moderator, topic)
    Post.objects.filter(pk=signed.pk).update(as_team=True, unnamed=True)
    gerd, page = sign_in(world.gerd), f"/talk/topics/{topic.ref}"
    shown = gerd.get(page).content.decode()
    assert hers in shown and theirs not in shown
    gerd.post(f"/talk/people/{world.ruth.person.ref}/ignore")
    assert hers not in gerd.get(page).content.decode()
    assert hers not in gerd.get(f"/talk/people/{world.ruth.person.ref}").content.decode()


def test_of_who_left_it_is_not_shown_and_of_who_died_it_is_kept(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    where, gerd = picture_of(world.ruth), sign_in(world.gerd)
    for state, is_shown in ((Person.State.LEFT, False), (Person.State.DECEASED, True)):
        Person.objects.filter(pk=world.ruth.person.pk).update(state=state)
        assert (where in gerd.get(f"/talk/topics/{topic.ref}").content.decode()) == is_shown
        assert gerd.get(where).status_code == (200 if is_shown else 404)


@pytest.mark.django_db(transaction=True)
def test_a_moderator_takes_it_off_with_a_reason_she_reads(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    where, team, ruth = picture_of(world.ruth), sign_in(world.moderator), sign_in(world.ruth)
    place = OwnPicture.objects.get().place
    hers = f"/talk/people/{world.ruth.person.ref}"
    assert f"{where}/off" in team.get(hers).content.decode()
    assert f"{where}/off" not in sign_in(world.gerd).get(hers).content.decode()
    assert team.get(f"{where}/off").status_code == 200
    assert team.post(f"{where}/off", {"why": " "}).status_code == 422
    assert OwnPicture.objects.get().place
    assert team.post(f"{where}/off", {"why": WHY}).status_code == 302
    assert not path_of(place).exists() and team.get(where).status_code == 404
    assert team.post(f"{where}/off", {"why": WHY}).status_code == 404  # only the one she looked at
    assert ">RE</span>" in ruth.get(f"/talk/topics/{topic.ref}").content.decode()
    page = ruth.get(WHERE).content.decode()
    assert WHY in page and world.moderator.name not in page
    (event,) = Event.objects.filter(verb="forums.picture.taken_off")
    assert "somebody else" not in str(event.detail)
    assert [row.person_id for row in Outbox.objects.filter(kind=PICTURE_OFF)] == [
        world.ruth.person.pk
    ]
    for mail in deliver():
        assert_neutral(mail, also=["somebody else"])
    put(ruth)
    assert WHY not in ruth.get(WHERE).content.decode()


def test_no_moderator_takes_her_own_off_so(world: World, sign_in: Any) -> None:
    begin(world.moderator, a_board())
    where = picture_of(world.moderator)
    team = sign_in(world.moderator)
    said = team.post(f"{where}/off", {"why": WHY})
    assert said.status_code == 403 and "your own" in said.content.decode()
    assert team.get(where).status_code == 200


def test_it_is_told_with_the_name_and_stands_folded_in_the_case(world: World, sign_in: Any) -> None:
    begin(world.ruth, a_board())
    where, gerd = picture_of(world.ruth), sign_in(world.gerd)
    page = gerd.get(f"/talk/people/{world.ruth.person.ref}").content.decode()
    assert "about this name or picture" in page
    gerd.post(f"/tell-us/member/{world.ruth.person.ref}", {"reason": "poses", "text": "Not she"})
    case = sign_in(world.moderator).get(f"/moderation/cases/{the_case(world).ref}").content.decode()
    assert where in case and f"{where}/off" in case and "<details" in case


def test_a_topic_costs_the_same_however_many_have_one(world: World, sign_in: Any) -> None:
    topic, gerd, asked = begin(world.ruth, a_board()).topic, sign_in(world.gerd), []
    page = f"/talk/topics/{topic.ref}"
    people = [make_persona(f"Person {number}") for number in range(4)]
    for who in people:
        answer(who, topic)
    for some in (people[:1], people[1:]):
        for who in some:
            picture_of(who)
        gerd.get(page)
        with CaptureQueriesContext(connection) as queries:
            shown = gerd.get(page).content.decode()
        asked.append(len(queries))
    assert shown.count("/talk/pictures/") == 4 and asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_her_when_she_is_erased(world: World) -> None:
    begin(world.ruth, a_board())
    picture_of(world.ruth)
    author = FormerAuthor.objects.create(source="old", mark="1" * 64, person=world.ruth.person)
    mine = OwnPicture.objects.get()
    FormerPicture.objects.create(author=author, place="kept/aa/bb", size=1)
    path_of("kept/aa").mkdir(parents=True)
    path_of("kept/aa/bb").write_bytes(b"x")
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    assert not (OwnPicture.objects.exists() or FormerPicture.objects.exists())
    assert not (path_of(mine.place).exists() or path_of("kept/aa/bb").exists())
