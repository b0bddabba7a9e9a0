"""Letters that came back: which, to whom, and for how long."""
