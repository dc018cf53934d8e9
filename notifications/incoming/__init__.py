"""Mails that come in: what they say, who wrote them, and whether a person did."""
