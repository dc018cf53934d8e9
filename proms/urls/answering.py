"""Answering: one question a page, or all at once; check; send; take back."""

from django.urls import path

from proms.views import answering, correcting, sending, sheets

urlpatterns = [
    path("answer/<uuid:ref>", answering.begin, name="answer"),
    path("answer/<uuid:ref>/take-off", answering.take_off, name="take_off"),
    path("answer/<uuid:ref>/sheet", sheets.mine, name="my_sheet"),
    path("answer/<uuid:ref>/all", answering.all_questions, name="answer_all"),
    path("answer/<uuid:ref>/<int:number>", answering.question, name="question"),
    path("answer/<uuid:ref>/check", sending.check_answers, name="check"),
    path("answer/<uuid:ref>/sent", sending.sent, name="sent"),
    path("answer/<uuid:ref>/correct", correcting.correct, name="correct"),
    path("answer/<uuid:ref>/correct/check", correcting.check, name="correct_check"),
    path("answer/<uuid:ref>/take-back", sending.take_back, name="take_back"),
]
