"""How a name in a text becomes a municipality, or is refused: found, looked at, weighed, decided."""

from __future__ import annotations
