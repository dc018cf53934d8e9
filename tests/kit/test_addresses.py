"""The quick way to an address is the same address."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from po_platform.kit.addresses import address_of


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
