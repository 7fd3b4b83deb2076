"""The gates that come with us, one a module; each has ``run(context) -> Verdict``."""
