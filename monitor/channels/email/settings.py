"""The further keys of the section [email]: a private authority, another envelope, OAuth in place of a password."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from monitor.contract import Options

# An address that every server takes: non-ASCII local parts need SMTPUTF8, which few servers offer to the next one.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")


class Submission(Options):
    """How mail is handed over, besides host, port, security, username, password and from."""

    ca_file: Path | None = Field(None, description="PEM file of the authority that signed the server's certificate.")
    envelope_from: str = Field("", description="Address that bounces go to; without it the sender's.")
    reply_to: str = Field("", description="Address that answers go to, where it is not the sender's.")
    timeout: float = Field(60.0, gt=0, le=300, description="Seconds for handing over one message.")
    oauth_tenant: str = Field("", description="Microsoft 365: the tenant's id or domain.")
    oauth_client_id: str = Field("", description="Microsoft 365: the application's id, with the right SMTP.SendAsApp.")
    oauth_client_secret: SecretStr | None = Field(None, description="Microsoft 365: the application's secret.")
    oauth_token_url: str = Field("", description="Where tokens are given, for another provider than Microsoft.")
    oauth_scope: str = Field("https://outlook.office365.com/.default", description="What the token is asked for.")

    @field_validator("envelope_from", "reply_to")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        if value:
            mailbox(value)
        return value

    @model_validator(mode="after")
    def _all_of_oauth(self) -> Self:
        place = self.oauth_tenant or self.oauth_token_url
        given = [bool(place), bool(self.oauth_client_id), self.oauth_client_secret is not None]
        if any(given) and not all(given):
            raise ValueError("OAuth needs oauth_tenant (or oauth_token_url), oauth_client_id and oauth_client_secret")
        return self

    @property
    def uses_oauth(self) -> bool:
        """Whether a token stands in the place of a password."""
        return self.oauth_client_secret is not None

    @property
    def token_url(self) -> str:
        """Where to ask for a token."""
        return self.oauth_token_url or f"https://login.microsoftonline.com/{self.oauth_tenant}/oauth2/v2.0/token"


def mailbox(address: str) -> str:
    """The address as servers take it: letters of its domain encoded.

    Raises:
        ValueError: it is none.
    """
    local, _, domain = address.strip().rpartition("@")
    try:
        encoded = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        encoded = ""
    if len(local) > 64 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(encoded):
        raise ValueError("this is no e-mail address: write name@domain, with plain letters before the @")
    return f"{local}@{encoded}"
