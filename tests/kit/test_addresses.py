"""The quick way to an address is the same address."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse, set_script_prefix

from po_platform.kit.addresses import address_of
from po_platform.urls import urlpatterns


def test_an_address_is_the_one_the_pattern_gives_whatever_was_asked_before() -> None:
    wanted: list[tuple[str, tuple[UUID | int | str, ...]]] = [
        ("forums:topic", (uuid4(),)),
        ("forums:place", (uuid4(), 12)),
        ("forums:place", (uuid4(), 900000001)),
        ("moderation:report", ("post", uuid4())),
        ("moderation:report", ("topic", uuid4())),
        ("forums:boards", ()),
    ]
    for _time in range(2):
        for name, given in wanted:
            assert address_of(name, *given) == reverse(name, args=given)


def test_where_the_portal_lies_in_a_folder_addresses_begin_with_it() -> None:
    ref = uuid4()
    plain = address_of("forums:topic", ref)
    set_script_prefix("/portal/")
    try:
        assert address_of("forums:topic", ref) == f"/portal{plain}"
    finally:
        set_script_prefix("/")


def test_an_address_that_is_not_there_is_a_mistake_of_ours() -> None:
    with pytest.raises(NoReverseMatch):
        address_of("forums:nowhere", uuid4())


def test_a_template_gets_the_same_addresses_whatever_stands_in_them() -> None:
    ref = uuid4()
    page = Template(
        "{% url 'forums:place' ref 12 %} {% url 'forums:place' ref=ref no=12 %}"
        " {% url 'education:page' 'a-page' %} {% url 'forums:nowhere' ref as none %}[{{ none }}]"
        " {% url 'forums:boards' as boards %}{{ boards }}"
    )
    place, slug = (
        reverse("forums:place", args=(ref, 12)),
        reverse("education:page", args=("a-page",)),
    )
    assert page.render(Context({"ref": ref})) == f"{place} {place} {slug} [] /talk"
    with pytest.raises(NoReverseMatch):
        Template("{% url 'forums:nowhere' ref %}").render(Context({"ref": ref}))


def test_every_page_is_found_by_the_word_its_address_begins_with() -> None:
    for app in urlpatterns:
        for one in getattr(app, "url_patterns", []):
            assert "<" not in str(one.pattern).partition("/")[0]
