"""Text of format=flowed with its lines joined again (RFC 3676)."""

from __future__ import annotations


def unflow(text: str, delete_space: bool) -> str:
    """The lines of `text` joined where they flow; quote marks kept, stuffed spaces taken out.

    The mark of a signature ends a paragraph; so does another depth of quotes, whatever the line
    before it ends in (RFC 3676 section 4.5).
    """
    lines: list[list[str]] = []  # the pieces of each
    open_depth: int | None = None
    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        if rest == "-- " or depth != open_depth:
            lines.append([">" * depth + " " * bool(depth)])
        lines[-1].append(rest[:-1] if flows and delete_space else rest)
        open_depth = depth if flows else None
    return "\n".join(map("".join, lines))
