"""Columns: for readers, for their authors, and from behind."""

from django.urls import path

from education.views import column_desk, columns

MINE = "columns/mine/<uuid:ref>"
DESK = "write/columns/<uuid:ref>"

urlpatterns = [
    path("columns", columns.all_columns, name="columns"),
    path("columns/offer/<str:secret>", columns.take, name="take_column"),
    path("columns/mine", columns.mine, name="my_columns"),
    path(MINE, columns.own, name="my_column"),
    path(f"{MINE}/me", columns.author, name="column_author"),
    path(f"{MINE}/step", columns.step, name="column_step"),
    path(f"{MINE}/new", columns.text, name="new_column_text"),
    path(f"{MINE}/texts/<uuid:text_ref>", columns.text, name="column_text"),
    path(f"{MINE}/texts/<uuid:text_ref>/step", columns.text_step, name="column_text_step"),
    path("columns/<slug:slug>", columns.column, name="column"),
    path("columns/<slug:slug>/feed", columns.feed, name="column_feed"),
    path("write/columns", column_desk.columns, name="columns_desk"),
    path("write/columns/new", column_desk.offer, name="offer_column"),
    path(DESK, column_desk.column, name="column_desk"),
    path(f"{DESK}/step", column_desk.step, name="column_desk_step"),
]
