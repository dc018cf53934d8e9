"""Buddies: for members on a programme, and for who looks after the guides."""

from django.urls import path

from education.views import buddies, buddy_desk

MINE = "programmes/mine/<uuid:ref>/buddy"

urlpatterns = [
    path("programmes/mine/buddies", buddies.mine, name="my_buddies"),
    path(MINE, buddies.buddies, name="buddies"),
    path(f"{MINE}/be", buddies.be_buddy, name="be_buddy"),
    path(f"{MINE}/be/take-back", buddies.take_offer_back, name="take_offer_back"),
    path(f"{MINE}/ask/<uuid:offer>", buddies.ask_buddy, name="ask_buddy"),
    path("programmes/buddies/<uuid:ref>", buddies.answer_buddy, name="answer_buddy"),
    path("programmes/buddies/<uuid:ref>/end", buddies.end_buddy, name="end_buddy"),
    path("guide/buddies", buddy_desk.buddy_desk, name="buddy_desk"),
    path("guide/buddies/<uuid:ref>", buddy_desk.buddy_offer, name="buddy_offer"),
]
