"""Options that several authorities' connectors share."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

Point = Annotated[str, StringConstraints(pattern=r"^$|^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$")]
"""Where the town lies, as "58.27,11.44": latitude and longitude; empty where it does not matter."""
