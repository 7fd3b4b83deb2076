"""The Jupyter Server extension: who asks, may they, and which shape the answer has.

`extension` is what Jupyter loads; it imports nothing heavy. `handler` authenticates and
authorizes every request and makes every error the same shape; `endpoint` describes what can be
asked; `api` answers our own front end and SDK, `mlflow` the stock client; `live` pushes.
"""
