"""The other side of contestant.mjs: answers requests, one JSON object a line."""

import json
import sys
import time


def serve(tasks):
    """`tasks[kind](size)` returns (name of the peer, function that does the work once, factor on its time)."""
    run, factor = None, 1.0
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["request"] == "prepare":
            peer, run, factor = tasks[asked["kind"]](asked["size"])
            answer = {"peer": peer}
        elif asked["request"] == "run":
            started = time.perf_counter()
            run()
            answer = {"ms": (time.perf_counter() - started) * 1000 * factor}
        else:
            answer = {}
        print(json.dumps(answer), flush=True)
