"""Parts of a configuration that many tests are about: each gives a few lines of TOML, to be put one after the other."""

from __future__ import annotations

OFFICE_HOURS = """[office_hours]
monday = "08:00-16:30"
tuesday = "08:00-16:30"
wednesday = "08:00-16:30"
thursday = "08:00-16:30"
friday = "08:00-15:00"
"""
AT_OPENING = """[[route]]
name = "morgon"
min_severity = 1
when = "outside_office_hours"
deliver = "at_opening"
to = ["team"]
"""
AT_NIGHT = """[[route]]
name = "natt"
min_severity = 2
when = "outside_office_hours"
to = ["jour"]
repeat = "30m"
"""


def source(name: str, *lines: str) -> str:
    """A source that reads nothing from the network."""
    return _block("source", name, 'connector = "drill"', 'script = "first-alert.sv"', *lines)


def people(*names: str) -> str:
    """People with an address each, and the rota *kib* in which they take turns."""
    listed = ", ".join(f'"{name}"' for name in names)
    each = [_block("person", name, f'email = "{name.lower()}@lysekil.example"') for name in names]
    return "".join([*each, _block("rota", "kib", f"people = [{listed}]", 'starts = "2026-01-05"')])


def on_duty(*lines: str) -> str:
    """The receiver *jour*: whoever is on call, by mail."""
    return _block("receiver", "jour", 'rota = "kib"', *lines, "  [[receiver.channel]]", '  type = "email"')


def receiver(name: str) -> str:
    """A receiver with a mailbox."""
    return _block("receiver", name, "  [[receiver.channel]]", '  type = "email"', f'  to = ["{name}@lysekil.example"]')


def _block(kind: str, name: str, *lines: str) -> str:
    return "\n".join([f"[[{kind}]]", f'name = "{name}"', *lines, ""])
