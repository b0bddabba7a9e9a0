"""Text of format=flowed with its lines joined again (RFC 3676)."""

from __future__ import annotations


def unflow(text: str, delete_space: bool) -> str:
    """The lines of `text` joined where they flow; quote marks kept, stuffed spaces taken out.

    The mark of a signature ends a paragraph; so does another depth of quotes, whatever the line
    before it ends in (RFC 3676 section 4.5).
    """
    lines: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        if rest == "-- " or depth != open_depth:
            lines.append(">" * depth + " " * bool(depth) + rest)
        else:
            lines[-1] += rest
        if flows and delete_space:
            lines[-1] = lines[-1][:-1]
        open_depth = depth if flows else None
    return "\n".join(lines)
