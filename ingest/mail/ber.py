"""ASN.1 values out of BER bytes, as signed mail has them: any length form, strings in pieces."""

from __future__ import annotations

from dataclasses import dataclass, field

_MOST = 20_000  # values in one file
_DEEPEST = 24

INTEGER, OCTETS, OID, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x30, 0x31


class NoBer(ValueError):
    """Bytes that are no BER, or too deep or too many."""


@dataclass(frozen=True)
class Value:
    """One value."""

    tag: int  # its first byte: class, constructed or not, number
    raw: bytes  # with tag and length
    content: bytes
    inside: tuple[Value, ...] = field(default=())  # of a constructed one

    def octets(self) -> bytes:
        """The bytes of an octet string, its pieces joined."""
        return b"".join(part.octets() for part in self.inside) if self.tag & 0x20 else self.content

    def child(self, number: int) -> Value:
        """The value inside at `number`; NoBer where there is none."""
        if number >= len(self.inside):
            raise NoBer("a value is missing")
        return self.inside[number]


def read_ber(data: bytes) -> Value:
    """The first value in `data`."""
    return _read(data, 0, 0, [_MOST])[0]


def _read(data: bytes, at: int, depth: int, left: list[int]) -> tuple[Value, int]:
    left[0] -= 1
    if left[0] < 0 or depth > _DEEPEST or at + 2 > len(data):
        raise NoBer("cut off, or too much of it")
    tag, start = data[at], at
    if tag & 0x1F == 0x1F:
        raise NoBer("a tag of several bytes")
    length, at = _length(data, at + 1)
    if length is None:
        inside, end = _until_end(data, at, depth, left)
        return Value(tag, data[start:end], data[at : end - 2], inside), end
    end = at + length
    if end > len(data):
        raise NoBer("cut off")
    inside = _all(data[at:end], depth, left) if tag & 0x20 else ()
    return Value(tag, data[start:end], data[at:end], inside), end


def _length(data: bytes, at: int) -> tuple[int | None, int]:
    """The length at `at`, None for «until the end mark», and where the content begins."""
    first = data[at]
    if first < 0x80:
        return first, at + 1
    if first == 0x80:
        return None, at + 1
    count = first & 0x7F
    if count > 4 or at + 1 + count > len(data):
        raise NoBer("a length out of reason")
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count


def _until_end(data: bytes, at: int, depth: int, left: list[int]) -> tuple[tuple[Value, ...], int]:
    inside: list[Value] = []
    while data[at : at + 2] != b"\x00\x00":
        value, at = _read(data, at, depth + 1, left)
        inside.append(value)
    return tuple(inside), at + 2


def _all(data: bytes, depth: int, left: list[int]) -> tuple[Value, ...]:
    inside: list[Value] = []
    at = 0
    while at < len(data):
        value, at = _read(data, at, depth + 1, left)
        inside.append(value)
    return tuple(inside)


def oid(value: Value) -> str:
    """An object identifier in dots."""
    if value.tag != OID or not value.content:
        raise NoBer("no object identifier")
    numbers, current = [], 0
    for byte in value.content:
        current = current << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(current)
            current = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))
