"""Around guides: words at hand, another guide, who looks after them."""

from django.urls import path

from education.views import (
    card_course,
    groups,
    guide_calls,
    guide_words,
    handing_over,
    supervision,
    telling_wrong,
)

urlpatterns = [
    path("cards/course", card_course.card_course, name="card_course"),
    path("guide/words", guide_words.guide_wordings, name="guide_wordings"),
    path("guide/words/new", guide_words.guide_wording, name="new_guide_wording"),
    path("guide/words/<int:pk>", guide_words.guide_wording, name="guide_wording"),
    path("guide/words/<int:pk>/away", guide_words.drop_wording, name="drop_guide_wording"),
    path("guide/questions", supervision.supervision, name="supervision"),
    path("guide/questions/meeting", supervision.meeting, name="supervision_meeting"),
    path("guide/questions/<uuid:ref>", supervision.answer, name="supervision_answer"),
    path("guide/groups", groups.guide_groups, name="guide_groups"),
    path("guide/groups/new", groups.guide_group, name="new_guide_group"),
    path("guide/groups/<uuid:ref>", groups.guide_group, name="guide_group"),
    path("programmes/groups/<uuid:ref>", groups.programme_group, name="programme_group"),
    path("office/guides", guide_words.guides_of_house_page, name="house_guides"),
    path("guide/told", telling_wrong.told_of_guides, name="told_of_guides"),
    path(
        "programmes/mine/<uuid:ref>/guide/wrong/<uuid:message>",
        telling_wrong.guide_wrong,
        name="guide_wrong",
    ),
    path("guide/<uuid:ref>/hand-over", handing_over.hand_over, name="hand_over"),
    path("guide/<uuid:ref>/call", guide_calls.guide_call, name="guide_call"),
    path("programmes/mine/<uuid:ref>/guide/calls", guide_calls.my_calls, name="my_calls"),
    path(
        "programmes/mine/<uuid:ref>/guide/hand-over",
        handing_over.answer_hand_over,
        name="answer_hand_over",
    ),
]
