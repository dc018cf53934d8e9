"""Reading, keeping, answering."""

from django.urls import path

from education.views import asking, kept_files, mine, reader, reading, voting

urlpatterns = [
    path("learn", reading.shelf, name="shelf"),
    path("learn/a-z", reading.a_to_z, name="a_to_z"),
    path("learn/words", reading.words, name="words"),
    path("learn/saved", mine.saved, name="saved"),
    path("learn/asked", mine.asked, name="asked"),
    path("learn/asked/by-link/<str:secret>", mine.answer_by_link, name="answer_by_link"),
    path("learn/stage/<slug:stage>", reading.stage, name="stage"),
    path("learn/pictures/<uuid:ref>.png", reading.picture, name="picture"),
    path("learn/text/<str:secret>", reader.read, name="outside"),
    path("learn/<slug:slug>", reading.page, name="page"),
    path("learn/text/<str:secret>/files/<uuid:file_ref>", kept_files.by_link, name="outside_file"),
    path("learn/<slug:slug>/files/<uuid:file_ref>", kept_files.on_page, name="page_file"),
    path("learn/<slug:slug>/helpful", voting.helpful, name="helpful"),
    path("learn/<slug:slug>/keep", mine.save, name="save"),
    path("learn/<slug:slug>/correct", mine.correct, name="correct"),
    path("learn/<slug:slug>/ask", asking.ask_about, name="ask_about"),
]
