"""MLflow's shape of an error: ``{"error_code": …, "message": …}``."""

from __future__ import annotations

import msgspec

from mlops_lab.server.handler import LabHandler
from mlops_lab.wire.errors import Code, LabError

ERROR_CODES: dict[Code, tuple[str, int]] = {
    Code.INVALID: ("INVALID_PARAMETER_VALUE", 400),
    Code.UNAUTHENTICATED: ("UNAUTHENTICATED", 401),
    Code.FORBIDDEN: ("PERMISSION_DENIED", 403),
    Code.NOT_FOUND: ("RESOURCE_DOES_NOT_EXIST", 404),
    Code.METHOD_NOT_ALLOWED: ("ENDPOINT_NOT_FOUND", 405),
    Code.ALREADY_EXISTS: ("RESOURCE_ALREADY_EXISTS", 400),  # register_model relies on 400
    Code.CONFLICT: ("INVALID_STATE", 400),
    Code.TOO_LARGE: ("REQUEST_LIMIT_EXCEEDED", 413),
    Code.UNSUPPORTED: ("NOT_IMPLEMENTED", 501),
    Code.UNAVAILABLE: ("TEMPORARILY_UNAVAILABLE", 503),
    Code.INTERNAL: ("INTERNAL_ERROR", 500),
}


class MlflowErrors(LabHandler):
    """Answers every failure in MLflow's shape."""

    def send_error_body(self, error: LabError) -> None:
        """Answer a failure."""
        name, status = ERROR_CODES[error.code]
        message = error.message
        if error.code is Code.INTERNAL:
            message = f"{message} ({self.request_id})"
        self.send(msgspec.json.encode({"error_code": name, "message": message}), status=status)
