"""Says in a person's language why a source is unwell, from the code that its technical reason begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.domain.texts import Words


def say_why(why: str, words: Words) -> str:
    """*The page does not exist.* for ``not_found: 404 at …``; empty where the reason has no code that has words.

    Codes are those of ``Fault``, and of what is remarked about a source.
    """
    code = why.partition(":")[0].strip()
    return words.sentences.get(f"fault.{code}", "") or words.sentences.get(f"remark.{code}", "")
