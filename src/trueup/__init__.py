"""trueup keeps AI initiatives true to their business objective."""

__version__ = "0.1.0"
__all__ = ["__version__"]
