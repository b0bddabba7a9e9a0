"""Answers in the words of a reply."""
