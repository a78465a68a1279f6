"""Analysis that is made ready in the background: the daemon asks its sources meanwhile."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.analysis.feedback import Saying
    from monitor.analysis.reader import AnalysisReader
    from monitor.config import Config
    from monitor.domain.model import Item, Reading, Verdict


class SoonReader:
    """Analysis that is made ready in the background: the first polls do not wait for it, their answers do."""

    def __init__(self, make: Callable[[], AnalysisReader]) -> None:
        self._made: Future[AnalysisReader] = Future()
        Thread(target=self._make, args=(make,), name="reader", daemon=True).start()

    def _make(self, make: Callable[[], AnalysisReader]) -> None:
        try:
            self._made.set_result(make())
        except BaseException as error:
            self._made.set_exception(error)
            raise

    def read(self, item: Item) -> Reading:
        """What the item says."""
        return self._made.result().read(item)

    def judge(self, item: Item) -> Verdict:
        """The verdict alone."""
        return self._made.result().judge(item)

    def heed(self, sayings: Iterable[Saying]) -> None:
        """From now on heed what people said of verdicts."""
        self._made.result().heed(sayings)


def open_reader(config: Config, said: Iterable[Saying]) -> AnalysisReader:
    """The analysis of a configuration, with what people said of verdicts so far."""
    from monitor.analysis.reader import AnalysisReader

    reader = AnalysisReader(config.plan)
    reader.heed(said)
    return reader
