"""Write finished runs into the store of a server that runs: FOLDER EXPERIMENT RUNS PARAMS METRICS."""

import math
import sqlite3
import struct
import sys
import time
from pathlib import Path

from mlops_lab.wire.ids import new_id

folder, experiment = Path(sys.argv[1]), sys.argv[2]
runs, params, metrics = (int(number) for number in sys.argv[3:6])
(store,) = folder.glob("*.db")
now = int(time.time() * 1000)

conn = sqlite3.connect(store, isolation_level=None, timeout=60)
conn.execute("PRAGMA synchronous = OFF")
conn.execute("BEGIN IMMEDIATE")
experiment_id = conn.execute(
    "INSERT INTO experiments (project_id, name, created_at, updated_at) VALUES (1, ?, ?, ?)", (experiment, now, now)
).lastrowid
first = 1 + conn.execute("SELECT coalesce(max(rid), 0) FROM runs").fetchone()[0]
rids = range(first, first + runs)
conn.executemany(
    "INSERT INTO runs (rid, run_id, experiment_id, name, status, username, start_time, end_time)"
    " VALUES (?, ?, ?, ?, 'finished', 'seed', ?, ?)",
    ((rid, new_id(), experiment_id, f"run {rid - first}", now - 1000 * (runs - rid + first), now) for rid in rids),
)
conn.executemany(
    "INSERT INTO run_params (rid, key, value) VALUES (?, ?, ?)",
    ((rid, f"p{at}", str((rid * (at + 1)) % (10 ** (1 + at % 3)))) for rid in rids for at in range(params)),
)


newest = conn.execute("SELECT coalesce(max(id), 0) FROM series").fetchone()[0]
drawn = [
    (newest + 1 + place * metrics + at, rid, f"m{at}", math.cos(rid + at), math.sin(rid * (at + 1)))
    for place, rid in enumerate(rids)
    for at in range(metrics)
]
conn.executemany(
    "INSERT INTO series (id, rid, key, last_step, last_time, last_value, min_value, max_value, mean_value, first_step,"
    " max_step, count, tail_count) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, 0, 1, 2, 2)",
    (
        (series, rid, key, now, last, min(before, last), max(before, last), (before + last) / 2)
        for series, rid, key, before, last in drawn
    ),
)
conn.executemany(
    "INSERT INTO points (series_id, step, time, bits) VALUES (?, ?, ?, ?)",
    (
        (series, step, now, struct.unpack("<q", struct.pack("<d", value))[0])
        for series, *_, before, last in drawn
        for step, value in enumerate((before, last))
    ),
)
conn.execute("COMMIT")
conn.close()
