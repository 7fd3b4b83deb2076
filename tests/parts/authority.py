"""A time-stamping authority (RFC 3161) of our own, made with openssl, that answers over HTTP."""

from __future__ import annotations

import http.server
import subprocess
import threading
from pathlib import Path

_CONFIG = """\
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = A time-stamping authority for tests
[ extensions ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ root ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[ tsa ]
default_tsa = here
[ here ]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """A running authority.

    Attributes
    ----------
    url : str
        Where it answers.
    certificates : Path
        Whom to trust.
    broken : str
        ``other``: it stamps something else; ``garbage``: it answers nonsense; empty: it works.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broken = ""
        (folder / "config").write_text(_CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        self.certificates = folder / "root.pem"
        self._make()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    def _make(self) -> None:
        config, key = ["-config", "config"], ["-newkey", "rsa:2048", "-nodes"]
        self._openssl("req", "-x509", *config, *key, "-keyout", "root.key", "-out", "root.pem", "-extensions", "root")
        self._openssl("req", "-new", *config, *key, "-keyout", "tsa.key", "-out", "tsa.csr")
        self._openssl(
            "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
            "-out", "tsa.pem", "-extfile", "config", "-extensions", "extensions",
        )  # fmt: skip

    def _stamp(self, question: bytes) -> bytes:
        if self.broken == "garbage":
            return b"<html>no</html>"
        asked = "question"
        (self.folder / asked).write_bytes(question)
        if self.broken == "other":
            asked = "other"
            (self.folder / "data").write_text("something else")
            self._openssl("ts", "-query", "-data", "data", "-sha256", "-cert", "-out", asked)
        self._openssl("ts", "-reply", "-config", "config", "-section", "here", "-queryfile", asked, "-out", "answer")
        return (self.folder / "answer").read_bytes()

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def _handler(authority) -> type[http.server.BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                answer = authority._stamp(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
