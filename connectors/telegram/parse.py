"""The preview page of a public Telegram channel to its messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from connectors._social.known import sift
from connectors._web.answers import check_not_empty, page_fault, refuse_page
from connectors._web.charset import decode
from connectors._web.dates import read_date
from connectors._web.text import html_to_text, shorten
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

_MESSAGE = ".tgme_widget_message[data-post]"
_NUMBERED = re.compile(r"[\w-]{1,64}/(\d{1,15})")
# What is said: the words (those of a message that is answered have another class), a poll's question, its choices.
_WORDS = ".js-message_text", ".tgme_widget_message_poll_question", ".tgme_widget_message_poll_option_text"


def read_messages(body: bytes, content_type: str, url: str, memory: str) -> Parsed:
    """The messages that are new or were edited, oldest first as the page has them.

    The facts are ``memory``, and ``newest`` and ``oldest``, the numbers of the messages at both ends; none where there
    is no message.

    Raises:
        SourceError: there is no preview, the page is a wall, or it is built another way than it was.
    """
    check_not_empty(body)
    if not urlsplit(url).path.startswith("/s/"):
        raise SourceError(Fault.FORBIDDEN, "this channel shows no preview to strangers, or it is a group or a person")
    tree = LexborHTMLParser(decode(body, content_type))
    nodes = [node for node in tree.css(_MESSAGE) if _NUMBERED.fullmatch(node.attributes.get("data-post") or "")]
    if not nodes and not tree.css(".tgme_channel_info, .tgme_channel_history"):
        if fault := page_fault(body, url):
            raise refuse_page(fault, body)
        raise SourceError(Fault.SELECTOR, "the page holds no messages and is no channel's: it may be built anew")
    items = [item for node in nodes for item in _item(node, url)]
    new, kept = sift(items, memory)
    numbers = [int((node.attributes.get("data-post") or "").rpartition("/")[2]) for node in nodes]
    ends = {"newest": max(numbers), "oldest": min(numbers)} if numbers else {}
    return Parsed(new, facts={"memory": kept, **ends})


def _item(node: LexborNode, url: str) -> Iterator[RawItem]:
    """One message; who signed it, and of whom it is quoted, is left out."""
    native = node.attributes.get("data-post") or ""
    text = "\n".join(filter(None, (html_to_text(part.html or "") for words in _WORDS for part in node.css(words))))
    if not text or "service_message" in (node.attributes.get("class") or ""):
        return
    moment = node.css_first(".tgme_widget_message_date time[datetime]")
    parts = urlsplit(url)
    yield RawItem(
        id=native,
        text=shorten(text),
        url=f"{parts.scheme}://{parts.netloc}/{native}",
        published_at=read_date((moment.attributes.get("datetime") or "") if moment else "", "UTC"),
        author=native.partition("/")[0],
    )
