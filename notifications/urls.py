"""Addresses of the notifications app."""

from django.urls import path

from . import views

app_name = "notifications"

urlpatterns = [
    path("mail/stop/<str:token>", views.stop, name="stop"),
    path("demo/mail", views.mails, name="mails"),
    path("demo/mail/<int:number>", views.mail, name="mail"),
]
