from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factories import TUESDAY_10, a_plan, an_item
from monitor.domain.gates import is_fresh, is_unseen
from monitor.domain.model import Role
from monitor.domain.world import Known, World

DAY = timedelta(days=1)


def a_world() -> World:
    return World(a_plan(), reads_since={"paper": TUESDAY_10 - 30 * DAY}, read_until={"paper": TUESDAY_10})


@pytest.mark.parametrize(
    ("changes", "fresh"),
    [
        ({}, True),
        ({"published_at": TUESDAY_10 - 1.9 * DAY}, True),
        ({"published_at": TUESDAY_10 - 2.1 * DAY}, False),
        ({"url": "https://paper.example/2024/03/12/brand"}, False),
        ({"url": "https://paper.example/2026/11/24/brand"}, True),
        ({"url": "https://paper.example/2024/03/12/drift", "revision_of": "0"}, True),  # a page that is edited
        ({"url": "https://paper.example/nyheter/2024-03-12-brand"}, False),
        ({"text": "Publicerad: 2024-08-12. Det brinner."}, False),
        ({"text": "Publicerad 24.11.2026 kl 9. Det brinner."}, True),
        ({"text": "Julkaistu 3.6.2025 klo 10. Talo palaa."}, False),
        ({"text": "Branden 2024 kostade mycket."}, True),
        ({"url": "https://paper.example/2024/99/99/odd"}, True),
    ],
)
def test_an_old_story_is_an_old_story_whenever_it_is_posted(changes: dict[str, Any], fresh: bool) -> None:
    assert is_fresh(an_item(**changes), a_world(), TUESDAY_10).passed is fresh


@pytest.mark.parametrize(
    ("changes", "unseen"),
    [
        ({}, False),
        ({"revision_of": "0"}, True),
        ({"role": Role.SOCIAL, "title": "", "text": "Samma här!"}, True),  # two residents may write that
        ({"role": Role.SOCIAL, "title": "", "text": "Kopiera och dela: " + "vattnet är inte säkert " * 4}, False),
    ],
)
def test_the_same_words_under_another_id_are_known(changes: dict[str, Any], unseen: bool) -> None:
    world = a_world()
    world.known_texts["paper", "print-1"] = Known(7, "0", "print-1")

    assert is_unseen(an_item(**changes), world).passed is unseen
