"""The package's version, the only place it is written on the Python side."""

__version__ = "0.1.0"
