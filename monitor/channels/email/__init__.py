"""E-mail: a letter to the person on call, or to fixed addresses; on disk where no mail server is configured."""

from __future__ import annotations

import asyncio
from email.utils import parseaddr
from typing import TYPE_CHECKING, ClassVar

import jinja2
from pydantic import Field, PrivateAttr, ValidationError, field_validator

from monitor.channels.email.letter import file_name, message_id, write_letter
from monitor.channels.email.oauth import Tokens, token
from monitor.channels.email.settings import Submission, mailbox
from monitor.channels.email.submit import submit, write_to_disk
from monitor.contract import BaseChannel, Options
from monitor.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.contract import Address, EmailSettings, Means
    from monitor.domain.message import Message

ON_DISK = "Monitor <monitor@localhost.localdomain>"  # the sender where no [email] names one


class Channel(BaseChannel):
    """Letters; how they leave the house stands in the section [email]."""

    personal: ClassVar[bool] = True
    section: ClassVar[type[Options] | None] = Submission

    to: tuple[str, ...] = Field((), description="Addresses; without them the person on call.")
    _tokens: Tokens = PrivateAttr(default_factory=dict)

    @field_validator("to")
    @classmethod
    def _are_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            mailbox(address)
        return addresses

    def reaches(self, address: Address) -> bool:
        """Whether there is an address to write to."""
        return bool(self.to or address.email)

    async def send(self, message: Message, address: Address, means: Means) -> str:
        """Hand the letter over, or write it to ``means.directory / "mail"``; returns its Message-ID."""
        to = [_mailbox(one) for one in self.to or ([address.email] if address.email else [])]
        if not to:
            raise TransportError("no e-mail address to write to", permanent=True)
        settings = means.email
        submission = _submission(settings)
        sender = settings.sender if settings else ON_DISK
        from_address = _mailbox(parseaddr(sender)[1])
        letter = _letter(message, sender, to, submission.reply_to, means)
        if settings is None:
            await asyncio.to_thread(write_to_disk, letter, means.directory / "mail" / file_name(message.key))
        else:
            secret = await token(submission, means, self._tokens) if submission.uses_oauth else None
            try:
                await submit(letter, from_address, to, settings, submission, secret)
            except TransportError as error:
                if error.retry_after is not None:  # it may have been the token
                    self._tokens.clear()
                raise
        return message_id(message.key, from_address.rpartition("@")[2])


def _letter(message: Message, sender: str, to: Sequence[str], reply_to: str, means: Means) -> bytes:
    try:
        return bytes(write_letter(message, sender, to, reply_to, means))
    except (jinja2.TemplateError, ValueError, TypeError, LookupError) as error:
        what = f"the letter cannot be written: {type(error).__name__}"
        raise TransportError(what, permanent=True, form=True) from error


def _submission(settings: EmailSettings | None) -> Submission:
    try:
        return Submission(**(settings.options if settings else {}))
    except ValidationError as error:
        keys = ", ".join(".".join(map(str, mistake["loc"])) or "oauth" for mistake in error.errors(include_input=False))
        raise TransportError(f"[email] cannot be used: {keys}", permanent=True, retry_after=900.0) from None


def _mailbox(address: str) -> str:
    try:
        return mailbox(address)
    except ValueError as error:
        raise TransportError(str(error), permanent=True) from None
