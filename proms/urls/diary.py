"""A member's diary."""

from django.urls import path

from proms.views import diary, diary_tables

urlpatterns = [
    path("diary", diary.diary, name="diary"),
    path("diary/new", diary.new, name="new_diary_measure"),
    path("diary/event", diary.event, name="diary_event"),
    path("diary/diary.csv", diary_tables.table, name="diary_csv"),
    path("diary/read-in", diary_tables.bring, name="bring_diary"),
    path("diary/<uuid:ref>", diary.measure, name="diary_measure"),
    path("diary/<uuid:ref>/write", diary.write, name="write_in_diary"),
    path("diary/<uuid:ref>/share", diary.share, name="share_diary"),
    path("diary/<uuid:ref>/private", diary.keep_private, name="keep_diary_private"),
    path("diary/<uuid:ref>/end", diary.end, name="end_diary_measure"),
    path("diary/entries/<uuid:ref>/take-back", diary.take_back, name="take_back_diary_entry"),
]
