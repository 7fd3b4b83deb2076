"""Experiments, runs and everything a run records.

Words (MLflow's): a *project* holds *experiments*, an experiment holds *runs*; a
run has *params* (never change), *tags* (may change), *metrics* (series of
step, time, value), *datasets*, *artifacts* and *logged models*.

`types` are the value types (also the wire's), the other modules are operations
on a connection or transaction from `mlops_lab.storage`. Importing this package
loads nothing but msgspec.
"""
