"""Entering answers by telephone or from paper: the member's code, and the helper desk's pages."""

from django.urls import path

from proms.views import desk, on_call, telephone

urlpatterns = [
    path("answer/<uuid:ref>/telephone", telephone.by_telephone, name="by_telephone"),
    path("desk/calls/<uuid:ref>/questions", on_call.ask, name="ask_on_call"),
    path("desk/calls/<uuid:ref>/plans", on_call.plans, name="plans_on_call"),
    path("desk/calls/<uuid:ref>/page", on_call.page, name="page_on_call"),
    path("desk/answers", desk.code, name="desk_code"),
    path("desk/answers/<int:ticket_id>", desk.begin, name="desk_form"),
    path("desk/answers/<int:ticket_id>/all", desk.all_questions, name="desk_all"),
    path("desk/answers/<int:ticket_id>/<int:number>", desk.question, name="desk_question"),
    path("desk/answers/<int:ticket_id>/check", desk.check, name="desk_check"),
    path("desk/answers/<int:ticket_id>/compare", desk.compare, name="desk_compare"),
]
