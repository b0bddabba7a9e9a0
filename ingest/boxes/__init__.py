"""Mailboxes: what lies in them is fetched and kept."""
