"""What the forum keeps; see the modules for what each table is and why it stands where it does."""

from .attached import DraftFile, PostFile
from .boards import Board, Topic
from .brought import Brought, FormerAuthor
from .finding import PostWords
from .folding import FoldedWords
from .messages import Correspondent, Message, TakesFrom
from .named import Named
from .old_words import OldWords
from .pictures import FormerPicture, OwnPicture
from .posts import MovedPost, Post, PostVersion
from .profile_words import ProfileWord
from .reading import BoardReader, Ignored, Level, TopicReader
from .watching import Badge, ReadFirst, WatchedWords
from .writing import Draft, MailedPost, Writer

__all__ = [
    "Badge",
    "Board",
    "BoardReader",
    "Brought",
    "Correspondent",
    "Draft",
    "DraftFile",
    "FoldedWords",
    "FormerAuthor",
    "FormerPicture",
    "Ignored",
    "Level",
    "MailedPost",
    "Message",
    "MovedPost",
    "Named",
    "OldWords",
    "OwnPicture",
    "Post",
    "PostFile",
    "PostVersion",
    "PostWords",
    "ProfileWord",
    "ReadFirst",
    "TakesFrom",
    "Topic",
    "TopicReader",
    "WatchedWords",
    "Writer",
]
