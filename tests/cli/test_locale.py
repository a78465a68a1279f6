"""The command as a program in another locale starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

BARE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}


def test_json_is_utf8_in_every_locale() -> None:
    line = json.dumps({"id": "å", "text": "Inget vatten på Skaftö"}, ensure_ascii=False).encode()
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "classify", "-", "--json"],
        input=line, capture_output=True, check=True, timeout=120, env={**os.environ, **BARE},
    )  # fmt: skip

    assert json.loads(done.stdout.decode("utf-8"))["id"] == "å"


def test_an_answer_comes_before_the_next_question() -> None:
    command = [sys.executable, "-m", "monitor", "classify", "-", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        for number in ("1", "2"):
            asked.stdin.write(json.dumps({"id": number, "text": "Inget vatten"}).encode() + b"\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["id"] == number
        asked.stdin.close()
        assert asked.wait(60) == 0
