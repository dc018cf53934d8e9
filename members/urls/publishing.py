"""Public pages, news, circulars: read by everybody, or by those they were written to; and the office."""

from django.urls import path

from members.views import circulars_office, news, news_office, pages_office

urlpatterns = [
    path("about/<slug:slug>", news.site_page, name="site_page"),
    path("news", news.news, name="news"),
    path("news/of/<int:year>", news.news, name="news_of"),
    path("news/feed/<slug:language>", news.feed, name="news_feed"),
    path("news/to-me", news.to_me, name="circulars_to_me"),
    path("news/to-me/<uuid:ref>", news.one_to_me, name="circular_to_me"),
    path("news/<uuid:ref>", news.item, name="news_item"),
    # The office
    path("office/pages", pages_office.pages, name="office_pages"),
    path("office/pages/new", pages_office.new_page, name="new_page"),
    path("office/pages/board", pages_office.board, name="office_board"),
    path("office/pages/board/name", pages_office.name_on_board, name="name_on_board"),
    path("office/pages/board/<int:member_id>", pages_office.end_on_board, name="end_on_board"),
    path("office/pages/of/<slug:slug>", pages_office.change_page, name="change_page"),
    path("office/pages/of/<slug:slug>/shown", pages_office.show_page, name="show_page"),
    path("office/pages/of/<slug:slug>/<int:number>", pages_office.version, name="page_version"),
    path("office/news", news_office.all_news, name="office_news"),
    path("office/news/new", news_office.write, name="new_news"),
    path("office/news/<uuid:ref>", news_office.write, name="change_news"),
    path("office/news/<uuid:ref>/shown", news_office.publish, name="publish_news"),
    path("office/circulars", circulars_office.circulars, name="office_circulars"),
    path("office/circulars/new", circulars_office.write, name="new_circular"),
    path("office/circulars/<uuid:ref>", circulars_office.circular, name="office_circular"),
    path("office/circulars/<uuid:ref>/change", circulars_office.write, name="change_circular"),
    path("office/circulars/<uuid:ref>/try", circulars_office.try_it, name="try_circular"),
    path("office/circulars/<uuid:ref>/read", circulars_office.look_over, name="look_over_circular"),
    path("office/circulars/<uuid:ref>/send", circulars_office.send, name="send_circular"),
    path("office/circulars/<uuid:ref>/back", circulars_office.back, name="take_back_circular"),
    path("office/circulars/<uuid:ref>/again", circulars_office.again, name="circular_again"),
    path("office/circulars/<uuid:ref>/news", circulars_office.as_news, name="circular_as_news"),
]
