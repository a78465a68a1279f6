"""monitor.toml → Config, or one error that lists every mistake with its key and its cure.

* ``values``    durations, secrets by reference, addresses
* ``sections``  each section as it is written, each value checked by itself
* ``parts``     the options of connectors and channels, secrets put in their place
* ``check``     what only shows when sections are seen together
* ``plan``      the head's own view of it
* ``load``      reads the file and joins all of this
"""

from __future__ import annotations

from monitor.config.load import Config, find_config, load_config

__all__ = ["Config", "find_config", "load_config"]
