"""``%register``: a version of a model from a run."""

from __future__ import annotations

from typing import Any

from mlops_lab.kernel.magics.options import Options


def options() -> Options:
    """Return the options of ``%register``."""
    register = Options("%register", "Make a version of a registered model from what a run logged.")
    register.add_argument("run", metavar="RUN", help="an id, the beginning of one, or a name")
    register.add_argument("model", metavar="MODEL", help="the registered model; made where there is none")
    register.add_argument("--path", metavar="PATH", help="of the model within the run, where it logged several")
    register.add_argument("--note", default="", metavar="TEXT", help="the version's description")
    return register


def run(ip: Any, line: str) -> Any:
    """Find the run and what it logged, and register it."""
    import shlex
    import sys

    from mlops_lab.kernel.models import register_model

    given = options().read(line)
    if given is None:
        return None
    made = register_model(_source(given.run, given.path), given.model, description=given.note)
    name = f"{made.name}@v{made.version}"
    sys.stdout.write(f"{name} is registered. Next: %promote {shlex.quote(name)} staging\n")
    return made


def _source(run: str, path: str | None) -> str:
    from mlops_lab.kernel import api
    from mlops_lab.wire.errors import invalid

    found = api.get_run(run)
    if path:
        return f"runs:/{found.id}/{path}"
    models = found.models()
    if not models:
        raise invalid(f"The run {found.name} logged no model; lab.log_model does, or name a --path.", "run")
    if len(models) > 1:
        names = ", ".join(sorted(one.name for one in models))
        raise invalid(f"The run {found.name} logged several models ({names}); name a --path.", "path")
    return f"models:/{models[0].model_id}"
