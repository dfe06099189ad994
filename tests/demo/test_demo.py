"""The demonstration itself, as a newcomer runs it: two forums and a microblog, end to end."""

import json
import os
import subprocess
import sys

import pytest

COMMAND = "from fediforum.cli.main import run; run()"
SECONDS = 120


@pytest.mark.slow
def test_two_forums_and_a_microblog_federate_from_the_first_step_to_the_last() -> None:
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("FEDIFORUM_")
    }

    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "demo", "--once", "--json"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env=environ,
        check=False,
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["ok"]
    words = {step["word"] for step in told["steps"]}
    wanted = {"followed", "opened", "arrived", "replied", "shown", "edited", "deleted"}
    assert wanted <= words
    assert all(step["ok"] for step in told["steps"])
    assert all(page.startswith("http://127.0.0.1:") for page in told["pages"])
