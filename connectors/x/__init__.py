"""X: what a search finds in the last days, within a number of posts that is paid for in a month and never exceeded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote, urlencode

from pydantic import Field, SecretStr

from connectors._social.approval import ApprovedConnector
from connectors._social.ledger import Ledger, next_month, open_ledger
from connectors._social.refusal import meant
from connectors.x.parse import read_found
from monitor.contract import Batch
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, Parsed

LEAST = 10  # posts in one answer, the fewest that X lets us ask for
_REACH = timedelta(days=6)  # X searches seven days back, and refuses a number that is older
_FIRST_REACH = timedelta(hours=1)  # what may still be news at a first poll
_RETRY = 900.0  # seconds; the length of X's windows
_ID_EPOCH = 1_288_834_974_657  # milliseconds; the moment from which X counts in the upper bits of its numbers
_FIELDS = "created_at,lang,author_id,edit_history_tweet_ids,note_tweet"


@dataclass(frozen=True, slots=True)
class _Order:
    """A question whose price is written down: the ledger before and after, the cursor as it was, how many posts."""

    cursor: Cursor
    before: Ledger
    number: int

    @property
    def paid(self) -> Cursor:
        """The cursor in which the whole price stands."""
        return {**self.cursor, "ledger": self.before.take(self.number).as_value()}

    @property
    def unpaid(self) -> Cursor:
        """The cursor as if nothing had been asked."""
        return {**self.cursor, "ledger": self.before.as_value()}


class Connector(ApprovedConnector):
    """A recent search. Every post that is read costs: off until it is configured, approved and given a budget."""

    usual_interval: ClassVar[float] = 900.0
    shortest_interval: ClassVar[float] = 300.0

    token: SecretStr = Field(description="The bearer token of the municipality's application.")
    monthly_posts: int = Field(ge=LEAST, le=2_000_000, description="How many posts may be paid for in a month (UTC).")
    query: str = Field(
        "",
        description="The search in X's own language. Empty: the municipality's name, without reposts.",
        max_length=512,
    )
    at_once: int = Field(100, ge=LEAST, le=100, description="How many posts may be paid for at one poll.")
    url: str = Field("https://api.x.com", description="Address of the interface.", pattern=r"^https?://[^/]+/?$")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once, for no more posts than the month's budget still holds.

        The price of the whole answer is written down before it is asked for, and what did not come is given back with
        the items. Whatever breaks between, also this process, can make the ledger too high and never too low.
        """
        self.check_approved(visit.now)
        if visit.keep is None:
            return Batch(cursor=cursor, unchanged=True, notes=("not asked: each post that X gives is paid for",))
        order = self._order(cursor, visit.now)
        await visit.keep(order.paid)
        try:
            parsed = await self._ask(client, order, visit)
        except SourceError as error:
            if error.status is not None and 400 <= error.status < 500:  # refused: nothing was read, nothing is paid
                await visit.keep(order.unpaid)
            raise _named(error) from None
        asked_since = bool(cursor.get("newest"))
        newest = max((str(cursor.get("newest") or ""), str(parsed.facts.get("newest") or "")), key=_as_number)
        ledger = order.before.take(int(parsed.facts["count"]))
        return Batch(
            parsed.items,
            {"newest": newest, "ledger": ledger.as_value()},
            unchanged=not parsed.items,
            window_full=asked_since and bool(parsed.facts["more"]),
        )

    def address(self, municipality: Municipality) -> str:
        """The search as a person sees it."""
        return f"https://x.com/search?q={quote(self._query(municipality))}&f=live"

    def _query(self, municipality: Municipality) -> str:
        return self.query or f'"{municipality.name}" -is:retweet'

    def _order(self, cursor: Cursor, now: datetime) -> _Order:
        ledger = open_ledger(cursor.get("ledger"), now)
        if ledger.is_ahead(now):
            detail = f"the clock went back: it says {now:%Y-%m}, and posts were already bought in {ledger.month}"
            raise SourceError(Fault.BUDGET, detail)
        left = self.monthly_posts - ledger.spent
        if left < LEAST:
            detail = f"the month's {self.monthly_posts} posts are used up ({ledger.spent}); X is read again next month"
            raise SourceError(Fault.BUDGET, detail, retry_after=(next_month(now) - now).total_seconds())
        return _Order(cursor, ledger, min(self.at_once, left))

    async def _ask(self, client: Client, order: _Order, visit: Visit) -> Parsed:
        asked = {"query": self._query(visit.municipality), "max_results": str(order.number), "tweet.fields": _FIELDS}
        newest = str(order.cursor.get("newest") or "")
        if newest and _moment_of(newest) > visit.now - _REACH:
            asked["since_id"] = newest
        else:
            since = visit.now - (_REACH if newest else _FIRST_REACH)
            asked["start_time"] = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        headers = {"Accept": "application/json", "Authorization": f"Bearer {self.token.get_secret_value()}"}
        reply = await client.get(f"{self.url.rstrip('/')}/2/tweets/search/recent?{urlencode(asked)}", headers=headers)
        parsed: Parsed = await client.apart(read_found, reply.body, reply.headers.get("content-type", ""), reply.url)
        return parsed


def _as_number(native: str) -> int:
    return int(native) if native.isdecimal() else 0


def _moment_of(native: str) -> datetime:
    """When the post with this number was written."""
    return datetime.fromtimestamp(((_as_number(native) >> 22) + _ID_EPOCH) / 1000, UTC)


def _named(error: SourceError) -> SourceError:
    """The refusal, called what it is."""
    if error.fault is Fault.RATE_LIMITED and error.retry_after is None:
        return SourceError(error.fault, error.detail, status=error.status, retry_after=_RETRY)
    names = {
        400: (Fault.CREDENTIALS, "X does not understand the query, or the application may not ask it (400)"),
        401: (Fault.CREDENTIALS, "X does not take the token (401)"),
        402: (Fault.BUDGET, "X says that the application's credits are used up (402)"),
        403: (Fault.CREDENTIALS, "the application has no right to search (403)"),
    }
    if error.status not in names:
        return error
    return meant(error, *names[error.status])
