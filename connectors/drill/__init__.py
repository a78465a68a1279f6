"""A rehearsed event: a script of items that come one after the other, each marked as a drill wherever it is shown."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, PositiveFloat

from monitor.contract import BaseConnector, Batch, Client, Cursor, Visit
from monitor.domain.model import RawItem, Role
from monitor.errors import Fault, SourceError

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a script: ``after`` the beginning, said by whom."""

    after: timedelta
    role: Role
    publisher: str
    title: str
    text: str
    revision_of: int | None = None


class Connector(BaseConnector):
    """Plays a script once, from the first poll on."""

    usual_interval: ClassVar[float] = 5.0
    shortest_interval: ClassVar[float] = 1.0

    script: str = Field(description="A bundled script by its name, for example water-leak.sv, or the path of one.")
    speed: PositiveFloat = Field(1.0, description="How many times faster than written it is played.")

    def lines(self) -> list[Line]:
        """What is said, in its order.

        Raises:
            SourceError: there is no such script, or it is none.
        """
        return read_script(self.script)

    def title(self) -> str:
        """What it is about, in its own language; the script's name where it does not say."""
        return read_title(self.script)

    @classmethod
    def bundled(cls) -> list[str]:
        """The names of the scripts that come with the program."""
        return sorted(file.stem for file in SCRIPTS.glob("*.toml"))

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """The lines whose time has come since the last poll."""
        del client
        lines = read_script(self.script)
        began = datetime.fromisoformat(cursor["began"]) if "began" in cursor else visit.now
        told = int(cursor.get("told", 0))
        due = [line for line in lines if began + line.after / self.speed <= visit.now]
        run = began.strftime("%Y%m%dT%H%M%S")
        town = visit.municipality.name
        items = tuple(
            RawItem(
                id=f"{run}-{number}",
                title=line.title.replace("{municipality}", town),
                text=line.text.replace("{municipality}", town),
                published_at=visit.now,
                publisher=line.publisher.replace("{municipality}", town),
                role=line.role,
                about_us=True,
                drill=True,
                revision_of=f"{run}-{line.revision_of}" if line.revision_of else None,
            )
            for number, line in enumerate(due[told:], told + 1)
        )
        over = len(due) == len(lines)
        return Batch(
            items, {"began": began.isoformat(), "told": len(due)}, unchanged=not items, wait=3600.0 if over else None
        )


def read_script(name: str) -> list[Line]:
    """The lines of a script, in their order.

    Raises:
        SourceError: there is no such script, or it is none; says what would be right.
    """
    try:
        lines = [_line(entry) for entry in _read(name)["line"]]
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(Fault.MALFORMED, f"the script {name} cannot be read: {error}") from None
    return sorted(lines, key=lambda line: line.after)


def read_title(name: str) -> str:
    """What a script says that it is about; its name where it does not say."""
    title = _read(name).get("title")
    return title if isinstance(title, str) else Path(name).stem


def _read(name: str) -> dict[str, Any]:
    path = Path(name) if Path(name).suffix == ".toml" else SCRIPTS / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        known = ", ".join(Connector.bundled())
        raise SourceError(Fault.NOT_FOUND, f"there is no script {name}; bundled are {known}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(Fault.MALFORMED, f"the script {name} cannot be read: {error}") from None


def _line(entry: dict[str, str | int | float]) -> Line:
    revision = entry.get("revision_of")
    return Line(
        after=timedelta(minutes=float(entry["after"])),
        role=Role(str(entry["role"])),
        publisher=str(entry["publisher"]),
        title=str(entry["title"]),
        text=str(entry["text"]),
        revision_of=int(revision) if revision else None,
    )
