"""`karez --help` beside `python -c pass`: whole processes, in turn."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench import Row

LIMIT = 4.0
RUNS = 25


def run() -> list[Row]:
    """One line."""
    script = Path(sys.executable).with_name("karez")
    commands = {"help": [str(script), "--help"], "bare": [sys.executable, "-c", "pass"]}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(RUNS + 2):
        for name, command in commands.items():
            started = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            if number >= 2:  # the first are cold
                times[name].append(time.perf_counter() - started)
    ours, bare = median(times["help"]), median(times["bare"])
    return [
        Row(
            "karez --help",
            f"{ours * 1000:.0f} ms",
            f"{bare * 1000:.0f} ms",
            ours / bare,
            LIMIT,
            "python -c pass",
        )
    ]
