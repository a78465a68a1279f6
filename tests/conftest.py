"""What all tests have: their own folder on the path, and no way to anywhere but this machine."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
