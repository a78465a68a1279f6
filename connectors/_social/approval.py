"""The connectors that start only when somebody has answered for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field, field_validator

from monitor.contract import BaseConnector
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from datetime import datetime


class ApprovedConnector(BaseConnector):
    """A source of personal data, by a token of ours: its data protection impact assessment comes first (GDPR 35)."""

    dpia_approved_on: date | None = Field(
        None,
        validate_default=True,
        description="The date on which the data protection impact assessment of this source was approved.",
    )

    @field_validator("dpia_approved_on")
    @classmethod
    def _is_approved(cls, on: date | None) -> date:
        if on is None:
            raise ValueError(
                "is missing: this source holds what private persons write, and starts only when its data protection "
                "impact assessment is approved. Write the date, for example dpia_approved_on = 2026-11-02"
            )
        return on

    def check_approved(self, now: datetime) -> None:
        """Pass when the day of the approval has come (in UTC).

        Raises:
            SourceError: ``FORBIDDEN``; somebody wrote a day that is to come.
        """
        if self.dpia_approved_on is None or self.dpia_approved_on > now.date():
            detail = f"the impact assessment is approved only from {self.dpia_approved_on} on: nothing is asked before"
            raise SourceError(Fault.FORBIDDEN, detail)
