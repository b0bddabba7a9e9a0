"""The demo: a whole quarter played on an installation of its own, with the world around it."""
