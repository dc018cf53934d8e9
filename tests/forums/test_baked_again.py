"""What an older portal baked is made anew: for a reader at once, for the database by and by."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from forums.actions.telling import bake_again
from forums.markup import BAKE
from forums.models import Named, Post
from tests.forums.talking import a_board, answer, begin, long_topic
from tests.personas import World

pytestmark = pytest.mark.django_db
OLD = "<p>as an older portal baked it</p>"


def an_old_one(world: World) -> Post:
    """Ruth names Gerd in bold words, and the portal is a newer one since."""
    topic = begin(world.ruth, a_board()).topic
    answer(world.gerd, topic, "Woollen ones")
    name = world.gerd.person.display_name
    post = answer(world.ruth, topic, f"**Thank you** @{name}, that helped")
    assert Named.objects.get(post=post).person == world.gerd.person
    Post.objects.filter(pk=post.pk).update(baked=BAKE - 1, html=OLD)
    return post


def test_until_then_its_reader_finds_it_as_it_is_made_now(world: World, sign_in: Any) -> None:
    post = an_old_one(world)
    page = sign_in(world.helper).get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert "<strong>Thank you</strong>" in page and OLD not in page
    assert world.gerd.person.display_name in page
    post.refresh_from_db()
    assert (post.baked, post.html) == (BAKE - 1, OLD)  # nobody's reading writes


def test_it_is_baked_again_with_who_is_named_and_nothing_else_changes(
    world: World, sign_in: Any
) -> None:
    post = an_old_one(world)
    untouched = Post.objects.exclude(pk=post.pk).order_by("pk")
    untouched.update(html="<p>baked by this one</p>")
    before: dict[str, Any] = dict(Post.objects.values().get(pk=post.pk))
    assert bake_again() == 1
    after: dict[str, Any] = dict(Post.objects.values().get(pk=post.pk))
    assert after["baked"] == BAKE
    hers = reverse("forums:person", args=[world.gerd.person.ref])
    assert "<strong>Thank you</strong>" in after["html"] and f'href="{hers}"' in after["html"]
    assert {name for name in after if after[name] != before[name]} == {"baked", "html"}
    assert set(untouched.values_list("html", flat=True)) == {"<p>baked by this one</p>"}
    page = sign_in(world.helper).get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert f'href="{hers}"' in page
    assert bake_again() == 0


def test_three_hundred_at_a_time(world: World) -> None:
    topic = long_topic(world.ruth, a_board(), 301)
    Post.objects.filter(topic=topic).update(baked=BAKE - 1, html=OLD)
    assert bake_again() == 300
    assert Post.objects.filter(baked__lt=BAKE).count() == 1
    assert bake_again() == 1
    assert not Post.objects.filter(html=OLD).exists()
    assert Post.objects.get(topic=topic, no=301).html == "<p>post 301</p>"
