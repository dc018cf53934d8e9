"""Legal proxies: asking, the office's two looks, and coming of age."""

from django.urls import path

from members.views import of_age, proxies, proxies_office

urlpatterns = [
    path("helping/by-law", proxies.ask, name="ask_as_proxy"),
    path("helping/by-law/<uuid:ref>", proxies.wish, name="proxy_wish"),
    path("helping/by-law/<uuid:ref>/take-back", proxies.take_back, name="take_back_proxy"),
    path("helping/<int:grant_id>/others", proxies.others, name="proxy_others"),
    path("of-age", of_age.of_age, name="of_age"),
    # The office
    path("office/proxies", proxies_office.proxies, name="office_proxies"),
    path("office/proxies/<uuid:ref>", proxies_office.proxy, name="office_proxy"),
    path("office/proxies/<uuid:ref>/paper", proxies_office.paper, name="office_proxy_paper"),
    path("office/people/<uuid:ref>/proxies", proxies_office.person_proxies, name="person_proxies"),
    path(
        "office/people/<uuid:ref>/proxies/<int:grant_id>/<str:what>",
        proxies_office.change,
        name="change_proxy",
    ),
    path("office/people/<uuid:ref>/own-sign-in", proxies_office.own_sign_in, name="own_sign_in"),
]
