"""server mlflow."""
