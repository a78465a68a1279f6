"""What the daemon's machine must have: measured in a process of its own, with room for a busy neighbour."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PARTS = """
import json, resource, sys
from pathlib import Path
from monitor.cli import root
import monitor.app
from monitor.analysis.reader import AnalysisReader
from monitor.config import load_config
config = load_config(Path(sys.argv[1]))
reader = AnalysisReader(config.plan)
used = resource.getrusage(resource.RUSAGE_SELF)
status = Path("/proc/self/status").read_text()
highest = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
print(json.dumps({"mb": int(highest.split()[1]) / 1024, "cpu": used.ru_utime + used.ru_stime,
                  "modules": sorted({name.partition(".")[0] for name in sys.modules})}))
"""


def ready_daemon(folder: Path, sources: int) -> dict[str, object]:
    config = folder / "monitor.toml"
    config.write_text(
        '[municipality]\ncode = "SE-1484"\n[http]\ncontact = "test@kommun.example"\n'
        + "".join(
            f'[[source]]\nname = "f{number}"\nconnector = "rss"\nurl = "https://f{number}.example/feed"\n'
            for number in range(sources)
        )
    )
    said = subprocess.run([sys.executable, "-c", PARTS, str(config)], capture_output=True, check=True, timeout=100)
    told: dict[str, object] = json.loads(said.stdout)
    return told


def test_a_daemon_of_a_hundred_sources_is_small_and_soon_ready(tmp_path: Path) -> None:
    told = ready_daemon(tmp_path, 100)
    assert float(str(told["mb"])) < 125  # 105 when this was written, before the first poll
    assert float(str(told["cpu"])) < 6  # seconds of computing: 2 when this was written
    assert "alembic" not in set(told["modules"])  # type: ignore[call-overload]  # it is for migrations only
