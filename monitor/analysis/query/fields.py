"""The fields of the watch language: which there are, and which values they can have."""

from __future__ import annotations

from monitor.analysis.query.glob import fits_glob
from monitor.domain.model import Kind, Role, Topic

VALUES: dict[str, tuple[str, ...]] = {
    "source": (),
    "role": tuple(Role),
    "lang": (),
    "place": (),
    "topic": tuple(Topic),
    "kind": tuple(Kind),
}
"""Each field of an item, with the values it can have; none are named where any may stand."""

NORWEGIAN = frozenset({"nb", "nn", "no"})
"""The languages that ``lang:no`` stands for."""

REFUSED = {
    "author": "no search by person: authors are not kept",
    "from": "no search by person: authors are not kept",
    "person": "no search by person: authors are not kept",
}


def is_possible(name: str, value: str) -> bool:
    """Whether the field can ever have this value, which may hold wildcards."""
    known = VALUES[name]
    return not known or any(fits_glob(value.lower(), one) for one in known)
