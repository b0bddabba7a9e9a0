"""Which words of a mail are its sender's own."""
