"""Instagram: the municipality's own account, what mentions it, and a few hashtags, by Meta's interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field, StringConstraints

from connectors._social.graph import Question, ask
from connectors._social.graph_answer import COMMENTS
from connectors._social.graph_source import GraphConnector
from connectors.instagram.hashtags import MOST, Hashtags, open_hashtags
from connectors.instagram.parse import SITE, read_hashtag, read_media
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from monitor.contract import Batch, Client, Cursor, Visit
    from monitor.domain.model import Municipality

_MEDIA = "id,caption,permalink,timestamp"
_COMMENTS = f"comments.limit({COMMENTS}){{id,text,timestamp,from{{id}}}}"
_FULL = 50  # media in one answer about a hashtag, the most that the interface gives

Tag = Annotated[str, StringConstraints(pattern=r"^#?\w+$", max_length=100, to_lower=True)]


class Connector(GraphConnector):
    """The municipality's own account: media, comments, mentions; hashtags. Off until it is approved."""

    usual_interval: ClassVar[float] = 600.0
    shortest_interval: ClassVar[float] = 300.0

    account: str = Field(description="The number of the professional account (not its @name).", pattern=r"^\d{1,30}$")
    media: bool = Field(default=True, description="Tell the account's own media.")
    comments: bool = Field(default=True, description="Tell comments on the newest 25 of them.")
    mentions: bool = Field(default=True, description="Tell media of others in which the account is tagged.")
    hashtags: tuple[Tag, ...] = Field(
        (), max_length=MOST, description="Hashtags to read: thirty in seven days, and the app must be reviewed for it."
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask for the account's media, its mentions, and each hashtag once."""
        self.check_approved(visit.now)
        tags = open_hashtags(cursor.get("ledger"), visit.now)
        questions = self._own()
        notes = []
        for tag in dict.fromkeys(tag.lstrip("#") for tag in self.hashtags):
            if why := await self._look_up(client, tag, tags, cursor, visit):
                notes.append(why)
            else:
                questions[f"#{tag}"] = self._about(tags.numbers[tag])
        gathered = await self.gather(client, questions, cursor)
        gathered.note(*notes)
        return gathered.as_batch({**gathered.cursors, "ledger": tags.as_value()})

    def address(self, municipality: Municipality) -> str:
        """Instagram: an account's number leads to no page."""
        del municipality
        return SITE

    def _own(self) -> dict[str, Question]:
        questions = {}
        told = {"account": self.account, "own": True, "media": self.media, "about_us": True}
        if self.media or self.comments:
            fields = f"{_MEDIA},{_COMMENTS}" if self.comments else _MEDIA
            questions["media"] = Question(self.at(f"{self.account}/media", fields=fields, limit=25), read_media, told)
        if self.mentions:
            others = {**told, "own": False, "media": True}
            address = self.at(f"{self.account}/tags", fields=f"{_MEDIA},username", limit=25)
            questions["tags"] = Question(address, read_media, others)
        return questions

    def _about(self, number: str) -> Question:
        """The newest media under a hashtag: of a day, in no order, without a name."""
        options = {"account": self.account, "own": False, "media": True, "about_us": False}
        address = self.at(f"{number}/recent_media", user_id=self.account, fields=_MEDIA, limit=_FULL)
        return Question(address, read_media, options, pages=1)

    async def _look_up(self, client: Client, tag: str, tags: Hashtags, cursor: Cursor, visit: Visit) -> str:
        """Learn the tag's number, which never changes; else why it is not read. What counts is written down first."""
        if not tags.may_ask(tag):
            return f"#{tag} is not read: Instagram takes {MOST} hashtags in seven days, and as many were asked for"
        if tag not in tags.asked:
            if visit.keep is None:
                return f"#{tag} was not asked for: each new hashtag counts for seven days"
            tags.note(tag, visit.now)
            await visit.keep({**cursor, "ledger": tags.as_value()})
        tags.note(tag, visit.now)
        if tag in tags.numbers:
            return ""
        try:
            reply = await ask(
                client, self.at("ig_hashtag_search", user_id=self.account, q=tag), self.token.get_secret_value()
            )
            content_type = reply.headers.get("content-type", "")
            tags.numbers[tag] = await client.apart(read_hashtag, reply.body, content_type, reply.url)
        except SourceError as error:
            if error.fault is not Fault.NOT_FOUND or error.status == 404:  # 404 is the address, not the tag
                raise
            return f"Instagram knows no hashtag #{tag}"
        return ""
