from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.contract import BaseConnector
from monitor.domain.model import Municipality
from monitor.parts import connector_class

PARGAS = Municipality("FI-445", "Pargas", {"sv": ("Pargas",), "fi": ("Parainen",), "se": ("Bárgás",)})
LYSEKIL = Municipality("SE-1484", "Lysekil", {"sv": ("Lysekil",), "fi": ("Lyysekil",)})


@pytest.mark.parametrize(("town", "query"), [(PARGAS, '"Pargas" OR "Parainen"'), (LYSEKIL, '"Lysekil"')])
@pytest.mark.parametrize("connector", ["google_news", "bing_news"])
def test_a_search_asks_for_every_name_that_people_there_use(connector: str, town: Municipality, query: str) -> None:
    part: BaseConnector = connector_class(connector)()

    assert parse_qs(urlsplit(part.address(town)).query)["q"] == [query]
