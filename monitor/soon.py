"""Analysis that is made ready in the background, or not before somebody needs it."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitor.analysis.feedback import Saying
    from monitor.analysis.reader import AnalysisReader
    from monitor.config import Config
    from monitor.domain.model import Item, Reading, Verdict


class SoonReader:
    """Analysis that is made ready in the background: the first polls do not wait for it, their answers do.

    Who only delivers, or polls and finds nothing new, never needs it; it begins with ``begin`` or with the first item.
    """

    def __init__(self, make: Callable[[], AnalysisReader]) -> None:
        self._make = make
        self._made: Future[AnalysisReader] = Future()
        self._begun = Lock()

    def begin(self) -> None:
        """Begin to make it ready, where nobody has begun yet."""
        if self._begun.acquire(blocking=False):
            Thread(target=self._fulfil, name="reader", daemon=True).start()

    def _ready(self) -> AnalysisReader:
        self.begin()
        return self._made.result()

    def _fulfil(self) -> None:
        try:
            self._made.set_result(self._make())
        except BaseException as error:
            self._made.set_exception(error)
            raise

    def read(self, item: Item) -> Reading:
        """What the item says."""
        return self._ready().read(item)

    def judge(self, item: Item) -> Verdict:
        """The verdict alone."""
        return self._ready().judge(item)

    def heed(self, sayings: Iterable[Saying]) -> None:
        """From now on heed what people said of verdicts."""
        self._ready().heed(sayings)


def open_reader(config: Config, said: Iterable[Mapping[str, Any]]) -> AnalysisReader:
    """The analysis of a configuration, with what people said of verdicts so far: rows of the memory, oldest first."""
    from monitor.analysis.feedback import read_saying
    from monitor.analysis.reader import AnalysisReader

    reader = AnalysisReader(config.plan)
    reader.heed([read_saying(row) for row in said])
    return reader
