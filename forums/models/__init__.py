"""What the forum keeps; see the modules for what each table is and why it stands where it does."""

from .attached import DraftFile, PostFile
from .boards import Board, Topic
from .finding import PostWords
from .posts import Post, PostVersion
from .reading import BoardReader, Ignored, Level, TopicReader
from .writing import Draft, Writer

__all__ = [
    "Board",
    "BoardReader",
    "Draft",
    "DraftFile",
    "Ignored",
    "Level",
    "Post",
    "PostFile",
    "PostVersion",
    "PostWords",
    "Topic",
    "TopicReader",
    "Writer",
]
