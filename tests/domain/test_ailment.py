from __future__ import annotations

import pytest

from alerts import a_telling
from monitor.domain.ailment import Ailment, Part, Trouble, compose_health


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        (["timeout: no answer", "timeout: no answer"], ["timeout: no answer"]),
        (["selector: finds nothing", "timeout: no answer"], []),
    ],
)
def test_the_reason_of_one_source_is_not_told_as_that_of_all(reasons: list[str], said: list[str]) -> None:
    parts = tuple(Part(f"source {number}", why) for number, why in enumerate(reasons))
    message = compose_health(
        Ailment(Trouble.MONITOR_BLIND, "Lysekil", why=reasons[0], parts=parts, total=2), a_telling()
    )

    assert [fact.value for fact in message.facts if fact.name == "detail"] == said
    assert all(why in "\n".join(message.sections[0].bullets) for why in reasons)
