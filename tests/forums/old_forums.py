"""Files of older forums, written for tests in the shapes three programs give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def discourse_post(number: int, words: str = "<p>Words</p>", **more: Any) -> dict[str, Any]:
    return {
        "id": 1000 + number, "post_number": number, "username": f"user{number % 3}", "user_id": number,
        "created_at": f"2019-03-{number:02d}T10:00:00.000Z", "cooked": words, "post_type": 1, **more,
    }  # fmt: skip


def discourse_topic(number: int = 12, *posts: dict[str, Any], **more: Any) -> dict[str, Any]:
    rows = list(posts) or [discourse_post(1), discourse_post(2)]
    return {
        "id": number, "title": f"Buttons {number}", "category_id": 5, "archetype": "regular",
        "closed": False, "post_stream": {"posts": rows, "stream": [row["id"] for row in rows]},
        **more,
    }  # fmt: skip


def categories(*numbers: int, restricted: Any = False) -> dict[str, Any]:
    """The site's categories.json."""
    rows = [{"id": number, "name": f"Category {number}", "read_restricted": restricted}
            for number in numbers]  # fmt: skip
    return {"category_list": {"categories": rows}}


def written(folder: Path, name: str, content: Any) -> Path:
    file = folder / name
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


def message(number: int, subject: str, text: str, *heads: str, who: str = "") -> str:
    sender = who or f"Person {number} <p{number}@old.example>"
    return "\n".join(
        [
            f"From p{number}@old.example Tue Mar {number:2d} 10:00:00 2009",
            f"From: {sender}",
            f"Date: {number} Mar 2009 10:00:00 +0100",
            f"Subject: {subject}",
            f"Message-ID: <m{number}@old.example>",
            *heads,
            "",
            text,
            "",
            "",
        ]
    )


ARCHIVE = (
    message(1, "[list] Buttons", "How do you close them?\nWrite to me at p1@old.example\n-- \nPerson One")
    + message(2, "Re: [list] Buttons", "Warm water.\n>From here on easier.\n\nOn 1 Mar 2009, Person 1 <p1@old.example> wrote:\n> How", "In-Reply-To: <m1@old.example>")
    + message(3, "AW: Buttons", "Patience.", "References: <m1@old.example> <m2@old.example>")
    + message(4, "Re: [list] Buttons", "Without any header that says so.")
    + message(5, "Zippers", "Another question.", who="p1 at old.example (Person 1)")
    + message(6, "Zippers", "Not in an archive, please.", "X-No-Archive: Yes")
    + message(7, "Re: nobody knows", "An answer to what is gone.", "In-Reply-To: <gone@old.example>")
)  # fmt: skip

UID = "3kq1x2z9"
PHPBB = rf"""-- a dump's comment with one ' quote
/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `old_posts` (
  `post_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `topic_id` int NOT NULL,
  `forum_id` int NOT NULL,
  `poster_id` int NOT NULL,
  `post_time` int NOT NULL,
  `post_text` mediumtext NOT NULL,
  `bbcode_uid` varchar(8) NOT NULL,
  `post_visibility` tinyint NOT NULL,
  PRIMARY KEY (`post_id`),
  KEY `tid` (`topic_id`)
) ENGINE=InnoDB COMMENT='it''s; here';
INSERT INTO `old_posts` VALUES (1,10,2,50,1236000000,'[b:{UID}]Warm[/b:{UID}] water, it\'s &quot;good&quot; <!-- s:) --><img src="{{SMILIES_PATH}}/a.gif" alt=":)" /><!-- s:) -->','{UID}',1),(2,10,2,51,1236000100,'<r><QUOTE author="somebody"><s>[quote=somebody]</s>Warm water<e>[/quote]</e></QUOTE>\nYes, <URL url="https://example.org/a"><s>[url=https://example.org/a]</s>here<e>[/url]</e></URL>\n<LIST><s>[list]</s><LI><s>[*]</s>one</LI>\n<LI><s>[*]</s>two</LI><e>[/list]</e></LIST></r>','',1);
INSERT INTO `old_posts` VALUES (3,10,2,1,1236000200,'A guest; INSERT INTO `old_users` VALUES (''x'')','',1),(4,10,2,50,1236000300,'never approved','',0),(5,11,3,50,1236000400,'secret words','',1),(6,12,2,50,1236000500,'<t>moved</t>','',1),(7,99,2,50,1236000600,'no topic','',1);
CREATE TABLE `old_topics` (
  `topic_id` int, `x` int
);
INSERT INTO old_topics (topic_id, forum_id, topic_title, topic_status, topic_type, topic_visibility) VALUES (10, 2, 'Buttons &amp; zippers', 1, 1, 1), (11, 3, 'Behind closed doors', 0, 0, 1),
 (12, 2, 'Moved away', 2, 0, 1);
INSERT INTO `old_forums` (`forum_id`,`forum_type`,`forum_name`,`forum_desc`,`forum_status`,`forum_password`) VALUES (1,0,'A heading','',0,''),(2,1,'Daily life','For everybody',1,''),(3,1,'Inner circle','',0,'');
INSERT INTO `old_users` (`user_id`,`username`,`user_email`,`user_password`) VALUES (50,'Old Friend','friend@old.example','$H$secret'),(51,'Other','',NULL);
INSERT INTO `old_groups` (`group_id`,`group_name`) VALUES (2,'REGISTERED'),(5,'ADMINISTRATORS');
INSERT INTO `old_acl_roles` (`role_id`,`role_name`) VALUES (16,'ROLE_FORUM_NOACCESS'),(15,'ROLE_FORUM_STANDARD');
INSERT INTO `old_acl_groups` (`group_id`,`forum_id`,`auth_option_id`,`auth_role_id`,`auth_setting`) VALUES (2,2,0,15,0),(2,3,0,16,0),(5,3,0,15,0);
INSERT INTO `old_gallery_posts` (`id`) VALUES (0x414243);
"""
