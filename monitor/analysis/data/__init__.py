"""What the analysis knows, as files that a person can read and correct."""

from __future__ import annotations
