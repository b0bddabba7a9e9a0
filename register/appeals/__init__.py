"""Appeals: every one registered at once, followed from official to official, decided in time."""
