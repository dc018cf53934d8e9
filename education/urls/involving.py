"""Taking part: drafts read for the editors, topics asked for."""

from django.urls import path

from education.views import involving, kept_files, topics_desk

urlpatterns = [
    path("take-part", involving.take_part, name="take_part"),
    path("take-part/drafts", involving.wishes, name="reading_wishes"),
    path("take-part/drafts/<uuid:ref>", involving.read_draft, name="read_draft"),
    path(
        "take-part/drafts/<uuid:ref>/files/<uuid:file_ref>", kept_files.of_draft, name="draft_file"
    ),
    path("take-part/thanks/<uuid:ref>/off", involving.name_off, name="name_off"),
    path("take-part/topics", involving.topics, name="topics"),
    path("take-part/topics/new", involving.new_topic, name="new_topic"),
    path("take-part/topics/<uuid:ref>/support", involving.support, name="support_topic"),
    path("write/topics", topics_desk.topics, name="topics_desk"),
    path("write/topics/<uuid:ref>", topics_desk.topic, name="topic_desk"),
    path("write/<uuid:ref>/offer", topics_desk.offer, name="offer_draft"),
]
