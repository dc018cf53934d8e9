"""Pages, news and circulars for the walk through all routes; nothing in them is anybody's own."""

from __future__ import annotations

from members.actions.news import publish_news, write_news
from members.actions.site_pages import name_on_board, write_page
from members.models import BoardMember, Circular, NewsItem
from po_platform.access.actor import acting_as
from tests.members.circular_steps import handed_over
from tests.personas import World


def furnish(world: World) -> None:
    """A page, a news item, a name on the board, and a circular to all."""
    with acting_as(world.administrator.actor()) as actor:
        write_page(
            actor=actor, slug="about-us", title={"en": "Us"}, text={"en": "We."}, position=1,
            in_menu=False,
        )  # fmt: skip
        news = write_news(actor=actor, ref=None, title={"en": "News"}, text={"en": "New."})
        publish_news(actor=actor, ref=news.ref, shown=True)
        name_on_board(
            actor=actor, public_name="Somebody", task={}, position=1, agreed_on="2026-01-01",  # type: ignore[arg-type]  # a day as the database takes it
            agreed_how="phone",
        )  # fmt: skip
    handed_over(world, subject={"en": "Hello"}, text={"en": "We meet."})


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → objects for its placeholders."""
    page = {"slug": "about-us", "number": "1"}
    news, circular = ({"ref": str(model.objects.get().ref)} for model in (NewsItem, Circular))
    return {
        **{f"members:{name}": page for name in ("site_page", "change_page", "show_page", "page_version")},
        **{f"members:{name}": news for name in ("news_item", "change_news", "publish_news")},
        **{
            f"members:{name}": circular
            for name in (
                "circular_to_me", "office_circular", "change_circular", "try_circular",
                "look_over_circular", "send_circular", "take_back_circular", "circular_again",
                "circular_as_news",
            )
        },
        "members:news_of": {"year": "2026"},
        "members:news_feed": {"language": "en"},
        "members:end_on_board": {"member_id": str(BoardMember.objects.get().pk)},
    }  # fmt: skip
