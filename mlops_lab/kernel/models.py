"""Models from code: log one with a run, register it as a version, load what a name stands for.

What is loaded has the digests it was sealed with, and is read by skops with types that are
trusted; a pickle is opened only where the project's policy allows it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from mlops_lab.kernel.client import Client, UnreachableError, quoted
from mlops_lab.kernel.session import session
from mlops_lab.tracking.records import LogModel
from mlops_lab.wire.errors import Code, LabError, invalid
from mlops_lab.wire.ids import new_id
from mlops_lab.wire.loading import Loading, Registered

if TYPE_CHECKING:
    from mlops_lab.kernel.run import Run

FLUSH = 30.0
"""Seconds that registering waits for what was logged here to arrive."""


class Model(msgspec.Struct, kw_only=True):
    """A model that was logged.

    Attributes
    ----------
    uri : str
        ``runs:/RUN/PATH``, for `register_model` and `load_model`.
    files : dict
        SHA-256 by path.
    version : Registered, optional
        The version, where it was registered at once.
    """

    model_id: str
    name: str
    run_id: str
    uri: str
    files: dict[str, str]
    signature: dict[str, Any] | None = None
    version: Registered | None = None

    def __repr__(self) -> str:
        signed = len((self.signature or {}).get("inputs") or [])
        facts = [f"{len(self.files)} files", f"{signed} inputs" if signed else "no signature"]
        if self.version is not None:
            facts.append(f"registered as {self.version.name}@v{self.version.version}")
        return f"{self.name} at {self.uri} ({', '.join(facts)})"


def log_model(
    estimator: Any,
    name: str = "model",
    *,
    input_example: Any = None,
    signature: Any = None,
    register_as: str | None = None,
    format: str = "skops",
    tags: dict[str, str] | None = None,
    run: Run | None = None,
) -> Model:
    """Keep a scikit-learn estimator, pipeline or search with a run; needs no server, as all logging.

    Parameters
    ----------
    estimator : estimator
        The fitted model.
    name : str
        What to call it, and the folder of its files within the run.
    input_example : DataFrame or array, optional
        Some rows it takes; its signature is inferred from them and from what it answers.
    signature : mapping, optional
        The signature in MLflow's form, in place of an inferred one.
    register_as : str, optional
        The registered model to make it a version of at once; it is made where there is none.
    format : str
        ``skops``, or ``pickle`` for what skops cannot store; a pickle is loaded only where the policy allows it.
    tags : mapping, optional
        Of the logged model.
    run : Run, optional
        In place of the active one; without either, a run is made for it.

    Raises
    ------
    LabError
        When the model cannot be stored so, or is to be registered while the server is away (it is kept all the same).
    """
    from mlops_lab.kernel.api import active_run, start_run

    target = run or active_run()
    if target is None:
        with start_run() as own:
            model = _log(own, estimator, name, input_example, signature, format, tags)
    else:
        model = _log(target, estimator, name, input_example, signature, format, tags)
    if register_as is not None:
        try:
            model.version = register_model(model.uri, register_as)
        except UnreachableError as error:
            raise UnreachableError(
                f"The model is kept and will be logged, but cannot be registered while the server is away "
                f"({error}). Later: lab.register_model({model.uri!r}, {register_as!r})."
            ) from error
    return model


def _log(
    run: Run, estimator: Any, name: str, input_example: Any, signature: Any, format: str, tags: dict[str, str] | None
) -> Model:
    from mlops_lab.kernel import model_files
    from mlops_lab.kernel.checking import checked_path

    path = run.path_for_model(checked_path(name))
    model_id = f"m-{new_id()}"
    with tempfile.TemporaryDirectory(prefix="mlops-lab-model-") as folder:
        written = model_files.write(
            Path(folder), estimator, model_id, run_id=run.id, format=format, input_example=input_example,
            given=signature,
        )  # fmt: skip
        if written.untrusted:
            warnings.warn(
                f"The model holds types that load only where the policy names them: {', '.join(written.untrusted)}.",
                stacklevel=4,
            )
        digests = {
            file.relative_to(folder).as_posix(): _digest(file)
            for file in sorted(Path(folder).rglob("*"))
            if file.is_file()
        }
        run.log_model_record(
            LogModel(
                run_id=run.id,
                model_id=model_id,
                name=name,
                path=path,
                model_type=f"{type(estimator).__module__}.{type(estimator).__qualname__}",
                files=digests,
                tags={str(key): str(value) for key, value in (tags or {}).items()},
            )
        )
        run.log_artifacts(folder, path)
    return Model(
        model_id=model_id, name=name, run_id=run.id, uri=f"runs:/{run.id}/{path}", files=digests,
        signature=written.signature,
    )  # fmt: skip


def register_model(
    uri: str | Model,
    name: str,
    *,
    description: str = "",
    tags: dict[str, str] | None = None,
    project: str | None = None,
) -> Registered:
    """Make a version of a registered model, which is made where there is none.

    Parameters
    ----------
    uri : str or Model
        ``runs:/RUN/PATH``, ``models:/m-…``, ``models:/NAME/VERSION``, or what `log_model` returned.
    name : str
        The registered model.

    Raises
    ------
    LabError
        When the files have not arrived or are not those that were logged, or the server is away.
    """
    current = session()
    source = uri.uri if isinstance(uri, Model) else f"models:/{uri}" if uri.startswith("m-") else uri
    if not current.flush(FLUSH):
        raise UnreachableError("What was logged here has not arrived at the server; lab.flush() waits for it")
    body = {"source": source, "description": description, "tags": tags or {}}
    where = f"api/models/{quote(name, safe='')}/versions?project={quote(project or current.project, safe='')}"
    return current.client.send("POST", where, body, Registered)


def load_model(uri: str | Model, *, project: str | None = None) -> Any:
    """Load a model whose files have the digests they were sealed, or logged, with.

    Parameters
    ----------
    uri : str or Model
        ``models:/NAME@ALIAS``, ``models:/NAME/VERSION``, ``runs:/RUN/PATH``, a model's id, or what
        `log_model` returned.
    project : str, optional
        The project of a name, in place of the one in use.

    Raises
    ------
    LabError
        When there is no such model, a file's digest differs, or the policy does not allow what it holds.
    """
    return load(session().client, _find(uri, project))


def download_model(uri: str | Model, *, project: str | None = None) -> Path:
    """Fetch a model's files, checked against their digests, and return the folder they are in."""
    return fetch(session().client, _find(uri, project))


def _find(uri: str | Model, project: str | None) -> Loading:
    current = session()
    current.flush(10)
    wanted = uri.uri if isinstance(uri, Model) else uri
    return current.client.get("api/loading", Loading, uri=wanted, project=project or current.project)


def load(client: Client, loading: Loading) -> Any:
    """Fetch a model's files, check them, and open what the policy allows to be opened."""
    return _read(fetch(client, loading), loading)


def fetch(client: Client, loading: Loading) -> Path:
    """Fetch a model's files into the cache, where each lies under its digest; return a folder with them.

    Raises
    ------
    LabError
        When a file's digest is another one than that it was sealed with.
    """
    if loading.files is None:
        raise LabError(
            f"{loading.uri} has no digests: its files lie where this server does not read them, "
            "or were logged without. Register it from a run, or read it with the client that logged it.",
            Code.INVALID,
            "uri",
        )
    from mlops_lab.kernel.discovery import data_dir

    cache = Path(os.environ.get("MLOPS_LAB_MODEL_CACHE") or data_dir() / "models")
    listing = "\n".join(f"{file.path}\t{file.sha256}" for file in loading.files)
    folder = cache / hashlib.sha256(listing.encode()).hexdigest()
    for file in loading.files:
        place = folder / file.path
        if folder.resolve() not in place.resolve().parents:
            raise invalid(f"The model names a file outside of its folder: {file.path[:80]!r}.", "uri")
        if place.is_file() and _digest(place) == file.sha256:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{new_id()}.part")
        try:
            with part.open("wb") as opened:
                client.download(f"api/2.0/mlflow-artifacts/artifacts/{quoted(f'{loading.root}/{file.path}')}", opened)
            if _digest(part) != file.sha256:
                raise LabError(
                    f"{file.path} of {loading.uri} is not what was sealed: its digest differs. It is not loaded.",
                    Code.CONFLICT,
                    "uri",
                )
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    return folder


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(folder: Path, loading: Loading) -> Any:
    paths = [file.path for file in loading.files or []]
    file = _model_file(folder, paths)
    if file is None:
        raise LabError(f"{loading.uri} holds no scikit-learn model; lab.download_model gives its files.", field="uri")
    if file.endswith(".skops"):
        return _read_skops(folder / file, loading)
    if not loading.pickle:
        raise LabError(
            f"{loading.uri} is a pickle, which runs whatever code is in it when it is opened; "
            "the project's policy does not allow pickles.",
            Code.FORBIDDEN,
            "uri",
        )
    import pickle

    with (folder / file).open("rb") as opened:
        return pickle.load(opened)


def _model_file(folder: Path, paths: list[str]) -> str | None:
    """Return the file that the model is in: as MLmodel says, else the only one that can be it."""
    if "MLmodel" in paths:
        import yaml

        described = yaml.safe_load((folder / "MLmodel").read_text(encoding="utf-8"))
        flavor = ((described or {}).get("flavors") or {}).get("sklearn") or {}
        named = flavor.get("pickled_model")
        if isinstance(named, str) and named in paths:
            return named
    models = [path for path in paths if path.endswith((".skops", ".pkl", ".pickle"))]
    return models[0] if len(models) == 1 else None


def _read_skops(file: Path, loading: Loading) -> Any:
    import zipfile

    import skops.io

    from mlops_lab.wire.model_types import untrusted

    try:
        foreign = skops.io.get_untrusted_types(file=file)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise LabError(f"{loading.uri} cannot be read as skops: {error}.", field="uri") from error
    if refused := untrusted(foreign, loading.trusted_types):
        raise LabError(
            f"{loading.uri} holds types that are not trusted: {', '.join(refused)}. The policy can name them "
            "(formats.trusted_types).",
            Code.FORBIDDEN,
            "uri",
        )
    return skops.io.load(file, trusted=sorted(foreign))
