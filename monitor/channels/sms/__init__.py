"""Text messages by 46elks or Twilio: short, without anybody's words, the more severe the longer."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import quote, urlencode

from pydantic import Field, SecretStr, field_validator

from monitor.channels.answers import MENDABLE_WAIT, is_page, json_object, refusal
from monitor.channels.links import safe_url
from monitor.channels.plaintext import with_mark
from monitor.channels.sms.gsm import fit, room, septets, to_gsm
from monitor.contract import BaseChannel
from monitor.errors import TransportError

if TYPE_CHECKING:
    from monitor.contract import Address, Answer, Means
    from monitor.domain.message import Message

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")  # E.164
# https://www.twilio.com/docs/api/errors: a number that is none or said STOP; an account or sender that is not ours.
_TWILIO_NEVER = frozenset({21211, 21214, 21217, 21265, 21408, 21610, 21612, 21614})
_TWILIO_MENDABLE = frozenset({20003, 20008, 21212, 21606, 21659, 21660, 30002})
LONGEST_LINK = 110  # septets: a longer address would leave no room for words


class Channel(BaseChannel):
    """Text messages to the person on call, or to fixed numbers."""

    personal: ClassVar[bool] = True

    provider: Literal["46elks", "twilio"] = Field(description="Who carries them.")
    username: SecretStr = Field(description="46elks: the API username. Twilio: the account's SID.")
    password: SecretStr = Field(description="46elks: the API password. Twilio: the auth token.")
    sender: str = Field(description="What they come from: at most 11 letters and digits, or a number: +46766861004.")
    to: tuple[str, ...] = Field((), description="Numbers such as +46701234567; without them the person on call.")
    parts: int = Field(
        3, ge=1, le=3, description="Of how many messages a text may consist at severity 3; less below that."
    )
    api: str = Field("", description="Where the provider answers, when it is not the usual place.")

    @field_validator("to")
    @classmethod
    def _are_numbers(cls, numbers: tuple[str, ...]) -> tuple[str, ...]:
        for number in numbers:
            if not _NUMBER.fullmatch(_bare(number)):
                raise ValueError("write each number with its country's code: +46701234567")
        return numbers

    @field_validator("sender")
    @classmethod
    def _is_sender(cls, sender: str) -> str:
        if not re.fullmatch(r"\+[1-9]\d{6,14}|[A-Za-z][A-Za-z0-9 ]{0,10}", sender):
            raise ValueError("at most 11 letters and digits, a letter first, or a number such as +46766861004")
        return sender

    def reaches(self, address: Address) -> bool:
        """Whether there is a number to send to."""
        return bool(self.to or (address.phone and _NUMBER.fullmatch(_bare(address.phone))))

    async def send(self, message: Message, address: Address, means: Means) -> str:
        """One text to each number; returns the provider's ids."""
        numbers = [_bare(number) for number in self.to or (address.phone or "",)]
        text = write(message, 1 if means.plain else min(self.parts, max(message.severity, 1)))
        receipts: list[str] = []
        for number in numbers:
            try:
                receipts.append(await self._send_one(number, text, message, means))
            except TransportError as error:
                if receipts:
                    raise TransportError(
                        f"{error.what}; {len(receipts)} of {len(numbers)} took it",
                        permanent=error.permanent,
                        partly=True,
                    ) from None
                raise
        return " ".join(receipts)

    async def _send_one(self, number: str, text: str, message: Message, means: Means) -> str:
        if not _NUMBER.fullmatch(number):
            raise TransportError("no telephone number to send to", permanent=True)
        user, secret = self.username.get_secret_value(), self.password.get_secret_value()
        account = quote(user, safe="")
        if self.provider == "46elks":
            url = f"{self.api or 'https://api.46elks.com/a1'}/sms"
            form = {"from": self.sender, "to": number, "message": text}
        else:
            url = f"{self.api or 'https://api.twilio.com/2010-04-01'}/Accounts/{account}/Messages.json"
            form = {"From": self.sender, "To": number, "Body": text}
        basic = base64.b64encode(f"{user}:{secret}".encode()).decode()
        answer = await means.sender.request(
            "POST",
            url,
            content=urlencode(form).encode(),
            headers={
                "authorization": f"Basic {basic}",
                "content-type": "application/x-www-form-urlencoded",
                "idempotency-key": message.key,
            },
        )
        return _by_46elks(answer, means) if self.provider == "46elks" else _by_twilio(answer, means)


def write(message: Message, most: int) -> str:
    """What can be read aloud, which has nobody's words in it, and where to answer; inside ``most`` text messages."""
    urls = [url for link in message.actions[-1:] if (url := safe_url(link.url))]
    tail = f" {to_gsm(urls[0])}" if urls else ""
    if septets(tail) > LONGEST_LINK:
        tail = ""
    return fit(with_mark(message, message.read_aloud or message.first_line), room(most) - septets(tail)) + tail


def _by_46elks(answer: Answer, means: Means) -> str:
    """Taken is 200 with an id; 403 is an account without credit (46elks.com/docs/send-sms)."""
    receipt = json_object(answer).get("id")
    if answer.status == 200 and isinstance(receipt, str) and receipt:
        return receipt
    if answer.status == 403 and not is_page(answer):
        raise TransportError("answered 403", permanent=True, retry_after=MENDABLE_WAIT)
    raise _never_form(refusal(answer, means.now))


def _by_twilio(answer: Answer, means: Means) -> str:
    """Taken is 201 with a sid (twilio.com/docs/messaging/api/message-resource)."""
    body = json_object(answer)
    receipt, code = body.get("sid"), body.get("code")
    if answer.status == 201 and isinstance(receipt, str) and receipt:
        return receipt
    if 400 <= answer.status < 500 and isinstance(code, int) and code in _TWILIO_NEVER | _TWILIO_MENDABLE:
        wait = MENDABLE_WAIT if code in _TWILIO_MENDABLE else None
        raise TransportError(f"answered {answer.status} code {code}", permanent=True, retry_after=wait)
    raise _never_form(refusal(answer, means.now))


def _never_form(error: TransportError) -> TransportError:
    """A text has one form: what is wrong with a request is its number or its account."""
    return TransportError(error.what, permanent=error.permanent, retry_after=error.retry_after)


def _bare(number: str) -> str:
    """Without the blanks, hyphens and brackets that people write for themselves."""
    return re.sub(r"[\s()/.-]", "", number)
