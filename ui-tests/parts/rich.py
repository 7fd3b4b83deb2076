"""Log one run that has something of everything, with long names: EXPERIMENT."""

import contextlib
import sys
import tempfile
import zlib
from pathlib import Path

import mlops_lab as lab

LONG = "a name that somebody made up of everything that was tried " * 4


def drawn() -> Path:
    """Return a PNG of 64 by 64 pixels."""

    def part(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (64).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    rows = b"".join(b"\0" + b"".join(bytes((x * 4, y * 4, 128)) for x in range(64)) for y in range(64))
    path = Path(tempfile.mkdtemp()) / "gradient.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
    )
    return path


lab.use("default", sys.argv[1])
with contextlib.suppress(ValueError), lab.start_run(LONG) as run:
    run.log_params({"lr": 0.1, "a-parameter-" + "x" * 120: "v" * 400, "model": "gbm"})
    run.set_tags({"team": "vision", "a long tag": "t" * 200})
    run.set_note("# A note\n\nWith a [link](https://example.org), `code` and\n\n- a list\n- of two")
    for step in range(200):
        run.log(
            {"loss": 1 / (step + 1), "a/metric/with/a/very/long/name/" + "m" * 80: step, "auc": step / 200}, step=step
        )
    run.log_text("first line\n" * 200 + "w" * 500, "notes/long.txt")
    run.log_dict({"a": [1, 2, {"b": "c"}]}, "settings.json")
    run.log_text("name,value\n" + "\n".join(f"row {at},{at * 1.5}" for at in range(40)), "table.csv")
    run.log_text("<h1>Report</h1><script>document.body.append('drawn')</script>", "report.html")
    run.log_text(f"{LONG}", f"{LONG[:100].strip().replace(' ', '-')}.txt")
    run.log_artifact(drawn(), "pictures")
    with lab.start_run("a child") as child:
        child.log({"loss": 0.5}, step=0)
    raise ValueError(f"It failed: {LONG}\n" * 12)
lab.flush()
