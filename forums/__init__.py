"""Talking: boards, topics, posts, what each member has read and follows."""
