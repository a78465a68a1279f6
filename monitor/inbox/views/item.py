"""One item: what it says, each gate it passed or failed, whom it led to, and what people said of its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.store import archive, feedback, outbox

if TYPE_CHECKING:
    from monitor.domain.incident import Delivery
    from monitor.jobs.desk import Desk


@dataclass(frozen=True, slots=True)
class ItemView:
    """All that an item's page shows; ``mention`` is None when it names nothing of ours."""

    item: dict[str, Any]
    mention: dict[str, Any] | None
    told: tuple[Delivery, ...]
    said: tuple[dict[str, Any], ...]

    @property
    def shown(self) -> dict[str, Any]:
        """What its title and text are taken from, with the spans that decided where there is a verdict."""
        return self.mention or self.item


def item_view(desk: Desk, number: int) -> ItemView | None:
    """An item's page; None when there is none of that number, or it is kept no longer."""
    found = archive.find_items(desk.database, str(number))
    if not found:
        return None
    return ItemView(
        item=found[0],
        mention=archive.mention(desk.database, number),
        told=tuple(outbox.of_item(desk.database, number)),
        said=tuple(feedback.of_item(desk.database, number)),
    )
