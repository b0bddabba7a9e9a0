"""Workbooks that people get: their own with the wrong cells marked, the template."""
