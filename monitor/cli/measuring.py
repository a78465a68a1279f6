"""``monitor evaluate``: measures match and verdict against labels, and prints the figures."""

from __future__ import annotations


def evaluate(source: str, *, json: bool) -> None:
    """Joined when the measuring parts are."""
    raise NotImplementedError(source, json)
