"""What runs and when; the command line; the one place where real parts are wired."""
