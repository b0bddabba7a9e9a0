"""The town of town.py for every journey."""

from journeys.town import town

__all__ = ["town"]
