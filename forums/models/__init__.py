"""What the forum keeps; see the modules for what each table is and why it stands where it does."""

from .boards import Board, Topic
from .brought import Brought, FormerAuthor
from .posts import Post, PostVersion
from .reading import BoardReader, Ignored, Level, TopicReader
from .writing import Draft, MailedPost, Writer

__all__ = [
    "Board",
    "BoardReader",
    "Brought",
    "Draft",
    "FormerAuthor",
    "Ignored",
    "Level",
    "MailedPost",
    "Post",
    "PostVersion",
    "Topic",
    "TopicReader",
    "Writer",
]
