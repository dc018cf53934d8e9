"""The search, and the desk of those who look after its words."""

from django.urls import path

from . import views

app_name = "search"

urlpatterns = [
    path("search", views.search, name="search"),
    path("search/words", views.same_words, name="same_words"),
    path("search/words/new", views.one_group, name="new_words"),
    path("search/words/<int:number>", views.one_group, name="words"),
    path("search/words/<int:number>/away", views.take_away, name="words_away"),
    path("search/not-found", views.not_found, name="not_found"),
    path("search/not-found/<int:number>/settle", views.settle, name="settle"),
]
