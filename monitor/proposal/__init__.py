"""Proposes a working monitor.toml for a municipality: what to read, who is told, when somebody is at work.

* ``presets``   what is proposed, from data: feeds.tsv and presets.toml
* ``file``      the file itself, with what an administrator should know beside each line
* ``discover``  looks at the municipality's own site for feeds and service pages, when there is a network
"""

from __future__ import annotations

from monitor.proposal.file import propose
from monitor.proposal.presets import Proposed

__all__ = ["Proposed", "propose"]
