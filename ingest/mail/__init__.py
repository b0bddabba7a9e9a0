"""Reading a mail: its parts, who sent it, what kind it is."""
