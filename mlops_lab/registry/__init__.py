"""Registered models, their versions and the aliases that point at them.

Words (MLflow's): a *registered model* has a name and *versions*, which count from 1 and are never
given out twice; an *alias* is a name that points at one version; *stages* are what old clients
have in their place.
"""
