"""`{% url %}` of templates by `address_of`: a page has thirty of them, a list hundreds."""

from __future__ import annotations

from uuid import UUID

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as read_url
from django.urls import NoReverseMatch

from po_platform.kit.addresses import address_of

register = template.Library()


class _Address(URLNode):
    def render(self, context: Context) -> str:
        given = [one.resolve(context) for one in self.args]
        if self.kwargs or not all(type(one) is UUID or type(one) is int for one in given):
            return super().render(context)
        try:
            url = address_of(self.view_name.resolve(context), *given)
        except NoReverseMatch:
            return super().render(context)
        if not self.asvar:
            return url  # refs and numbers: nothing to escape
        context[self.asvar] = url
        return ""


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """The same as Django's, several times as fast for refs and numbers."""
    read = read_url(parser, token)
    return _Address(read.view_name, read.args, read.kwargs, read.asvar)
