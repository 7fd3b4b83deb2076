"""The real parts that tests stand on: a PostgreSQL, a Jupyter server, an environment with the stock mlflow client."""
