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


@pytest.mark.parametrize(
    ("whys", "shared"),
    [
        (["not_found: 404 at https://a.example/"], "Sidan finns inte."),
        (["not_found: 404 at https://a.example/", "not_found: 404 at https://b.example/"], "Sidan finns inte."),
        (["not_found: 404 at https://a.example/", "timeout: no answer within 20 s"], ""),
        (["overrun: it moved on past everything"], "Den hade gått förbi allt vi kände till"),
        (["421 not now"], ""),
    ],
)
def test_why_is_said_in_the_towns_language_and_in_technical_words_beside_it(whys: list[str], shared: str) -> None:
    parts = tuple(Part(f"source {number}", why) for number, why in enumerate(whys))
    trouble = Trouble.SOURCE_GONE if len(parts) == 1 else Trouble.SOURCES_GONE
    message = compose_health(Ailment(trouble, "Lysekil", about="source 0", why=whys[0], parts=parts), a_telling())
    facts = {fact.name: fact.value for fact in message.facts}
    bullets = "\n".join(one for section in message.sections for one in section.bullets)

    assert facts.get("why", "").startswith(shared)
    assert bool(facts.get("why")) is bool(shared)
    assert all(why in f"{facts.get('detail')}\n{bullets}" for why in whys)
    assert ("Svaret dröjde för länge. (timeout: no answer" in bullets) is (len(set(whys)) > 1 and not shared)
