"""Questions to experts: for members, for experts by their link, and from behind."""

from django.urls import path

from education.views import expert_answers, experts, experts_desk

DESK = "write/experts/<uuid:ref>"

urlpatterns = [
    path("experts", experts.sessions, name="expert_sessions"),
    path("learn/asked/mine", experts.mine, name="my_questions"),
    path("learn/asked/mine/<uuid:ref>/take-back", experts.take_back, name="take_question_back"),
    path("learn/asked/mine/<uuid:ref>/name-off", experts.name_off, name="asker_off"),
    path("experts/answer/<str:secret>", expert_answers.answers, name="expert_answers"),
    path("experts/<slug:slug>", experts.session, name="expert_session"),
    path("experts/<slug:slug>/ask", experts.ask, name="ask_experts"),
    path("write/experts", experts_desk.sessions, name="experts_desk"),
    path("write/experts/new", experts_desk.put, name="new_session"),
    path(DESK, experts_desk.session, name="experts_desk_one"),
    path(f"{DESK}/change", experts_desk.put, name="change_session"),
    path(f"{DESK}/step", experts_desk.step, name="session_step"),
    path(f"{DESK}/call-off", experts_desk.call_off, name="call_off_session"),
    path(f"{DESK}/people/new", experts_desk.expert, name="new_expert"),
    path(f"{DESK}/people/<uuid:expert_ref>", experts_desk.expert, name="change_expert"),
    path(f"{DESK}/people/<uuid:expert_ref>/link", experts_desk.link, name="expert_link"),
    path(f"{DESK}/questions", experts_desk.read, name="experts_desk_read"),
    path(f"{DESK}/questions/<uuid:entry_ref>", experts_desk.entry, name="session_entry"),
    path(f"{DESK}/questions/<uuid:entry_ref>/off", experts_desk.off, name="session_entry_off"),
]
