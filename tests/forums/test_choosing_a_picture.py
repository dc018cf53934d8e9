"""Who chooses a picture: nobody sees it before others do, so not somebody new whose posts would wait."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from files.places import keep_bytes, path_of
from forums.actions.watching import end_read_first
from forums.models import Board, FormerAuthor, FormerPicture, OwnPicture, Writer
from members.actions.roles import end_role
from members.models import RoleHolding
from po_platform.access.actor import Hat, acting_as
from tests.forums.talking import a_board, begin
from tests.forums.test_files import photograph
from tests.forums.test_pictures import WHERE, picture_of, put, store
from tests.forums.test_watching import watched
from tests.personas import Persona, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(store.__name__)]
NEW = "You can choose a picture when ten of your posts are out"
TAKES_THE_PLACE = "It takes the place of the one you have"


def out(who: Persona, posts: int) -> None:
    """So many posts of hers came out."""
    Writer.objects.update_or_create(person=who.person, defaults={"published": posts})


def an_old_one(who: Persona, mark: str = "1") -> str:
    """Of an old account that is hers; the address of the picture."""
    author = FormerAuthor.objects.create(source="old", mark=mark * 64, person=who.person)
    FormerPicture.objects.create(author=author, place=keep_bytes(photograph((40, 40))), size=1)
    return f"/talk/former/{author.ref}/picture"


@pytest.mark.parametrize(
    "holding",
    [
        {"holds_all": True},
        {"holds_pictures": True},
        {"holds_new_links": True},
        {"first_posts_held": 1},
    ],
    ids=str,
)
def test_nobody_new_does_where_a_board_lets_posts_or_pictures_wait(
    world: World, sign_in: Any, holding: dict[str, Any]
) -> None:
    a_board(**holding)
    ruth = sign_in(world.ruth)
    out(world.ruth, 9)
    page = ruth.get(WHERE).content.decode()
    assert NEW in page and 'type="file"' not in page
    said = put(ruth)
    assert said.status_code == 403 and NEW in said.content.decode()
    assert not OwnPicture.objects.exists()
    assert put(sign_in(world.moderator)).status_code == 302
    out(world.ruth, 10)
    assert 'type="file"' in ruth.get(WHERE).content.decode()
    assert put(ruth).status_code == 302
    Board.objects.update(closed_at=timezone.now())
    assert put(sign_in(world.gerd)).status_code == 302


def test_nobody_does_whose_posts_a_moderator_reads_first(world: World, sign_in: Any) -> None:
    out(world.ruth, 50)
    watched(world, world.ruth)
    ruth = sign_in(world.ruth)
    said = put(ruth)
    assert said.status_code == 403 and "reads what you write first" in said.content.decode()
    assert not OwnPicture.objects.exists() and put(sign_in(world.gerd)).status_code == 302
    with acting_as(world.moderator.actor()) as actor:
        end_read_first(actor=actor, person=world.ruth.person.ref)
    assert put(ruth).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_nor_is_one_of_a_former_forum_used_so_but_it_is_deleted(world: World, sign_in: Any) -> None:
    a_board(holds_new_links=True)
    where, ruth = an_old_one(world.ruth), sign_in(world.ruth)
    place = FormerPicture.objects.get().place
    for address in (WHERE, "/talk/former"):
        page = ruth.get(address).content.decode()
        assert where in page and NEW in page
        assert "Use this picture" not in page and "Delete it" in page
    assert ruth.post(f"{where}/answer", {"use": "yes"}).status_code == 403
    assert FormerPicture.objects.exists() and not OwnPicture.objects.exists()
    assert ruth.post(f"{where}/answer", {"use": "no"}).status_code == 302
    assert not FormerPicture.objects.exists() and not path_of(place).exists()


def test_an_old_one_says_that_it_takes_the_place_of_hers(world: World, sign_in: Any) -> None:
    first, ruth = an_old_one(world.ruth), sign_in(world.ruth)
    an_old_one(world.ruth, "2")
    for address in (WHERE, "/talk/former"):
        page = ruth.get(address).content.decode()
        assert "Use this picture" in page and TAKES_THE_PLACE not in page
    ruth.post(f"{first}/answer", {"use": "yes"})
    for address in (WHERE, "/talk/former"):
        page = ruth.get(address).content.decode()
        assert "Use this picture" in page and TAKES_THE_PLACE in page


def test_who_writes_no_longer_takes_hers_away_and_chooses_none(world: World, sign_in: Any) -> None:
    nasser, gerd = world.nasser, sign_in(world.gerd)
    member = RoleHolding.objects.create(account=nasser.account, role=Hat.MEMBER, reason="test")
    begin(nasser, a_board(widest="everybody"))
    where = picture_of(nasser)
    with acting_as(world.administrator.actor()) as actor:
        end_role(actor=actor, holding_id=member.pk, reason="Enough done")
    client, link = sign_in(nasser), f'href="{WHERE}"'
    assert gerd.get(where).status_code == client.get(where).status_code == 200
    assert link in client.get("/talk").content.decode()
    page = client.get(WHERE).content.decode()
    assert f'src="{where}"' in page and "Take it away" in page and 'type="file"' not in page
    assert put(client).status_code == 403 and gerd.get(where).status_code == 200
    assert client.post(f"{WHERE}/away")["Location"] == "/talk"
    assert gerd.get(where).status_code == 404 and not OwnPicture.objects.exists()
    assert client.get(WHERE).status_code == 403
    assert link not in client.get("/talk").content.decode()
