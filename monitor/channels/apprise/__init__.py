"""Apprise: the rest of the world's services, by an optional library that says no more than yes or no."""

from __future__ import annotations

import asyncio
import logging
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, SecretStr, model_validator

from monitor.channels.plaintext import with_mark, write_brief, write_text
from monitor.contract import BaseChannel
from monitor.errors import TransportError

if TYPE_CHECKING:
    from monitor.contract import Address, Means
    from monitor.domain.message import Message

PATIENCE = 60.0  # seconds: the library has no limit of its own for all addresses together
_MISSING = "the library Apprise is not installed: pip install 'monitor[apprise]'"


class Channel(BaseChannel):
    """Services that have no channel of their own here; see Apprise's list of addresses."""

    urls: tuple[SecretStr, ...] = Field(min_length=1, description="Addresses as Apprise writes them; they are secrets.")

    @model_validator(mode="after")
    def _is_installed(self) -> Self:
        if find_spec("apprise") is None:
            raise ValueError(_MISSING)
        return self

    async def send(self, message: Message, address: Address, means: Means) -> str:
        """Hand it to the library in a thread of its own.

        Apprise answers true or false for all addresses together, so a refusal is always worth another try, and where
        there are several addresses some may get it again.
        """
        del address
        library = _library()
        service = library.Apprise()
        if not all(service.add(url.get_secret_value()) for url in self.urls):
            raise TransportError("Apprise does not understand one of the addresses", permanent=True)
        text = write_brief(message) if means.plain else write_text(message)
        title = with_mark(message, message.subject)
        try:
            async with asyncio.timeout(PATIENCE):
                taken = await asyncio.to_thread(service.notify, body=text, title=title, body_format="text")
        except TimeoutError:
            raise TransportError(f"Apprise did not answer within {PATIENCE:.0f} s", permanent=False) from None
        except (OSError, ValueError, TypeError) as error:
            raise TransportError(f"Apprise failed: {type(error).__name__}", permanent=False) from None
        if not taken:
            raise TransportError("Apprise says that it was not taken", permanent=False)
        return ""


def _library() -> Any:
    try:
        library = import_module("apprise")
    except ImportError:
        raise TransportError(_MISSING, permanent=True) from None
    logging.getLogger("apprise").disabled = True  # its lines may hold addresses, which are secrets
    return library
