"""The commands of `achyk`, one module a group; each is imported only when it is used."""
