"""The monitor: what is said about a municipality, told to the right person at the right time."""

from __future__ import annotations

__version__ = "0.1.0"
