"""Where what was searched for stands in a number, a name or a line, so that it can be marked."""

from __future__ import annotations

from collections.abc import Sequence

from switchbook.console.log_lines import Piece, pieces_of
from switchbook.console.words import number
from switchbook.model.matching import AddressNeedle, phone_digits

# So much of a line is shown before what was found in it.
_LED_BY, _LONGEST = 48, 240


def marked(text: str, needle: AddressNeedle | None) -> Sequence[Piece]:
    """An address or a name as it is written for people, cut where the needle stands in it, by the rule of `from`."""
    written = number(text)
    if needle is None:
        return (Piece(written),) if written else ()
    if needle.digits is not None and phone_digits(written) is not None:
        return _digits_marked(written, needle.digits)
    return tuple(pieces_of(written, needle.folded)) if written else ()


def line_marked(text: str, needle: str) -> Sequence[Piece]:
    """A line of a log cut where a folded needle stands in it, a long one begun and ended near the first place."""
    pieces = list(pieces_of(text, needle))
    if pieces and not pieces[0].hit and len(pieces[0].text) > _LED_BY + 1:
        pieces[0] = Piece("…" + pieces[0].text[-_LED_BY:])
    shown, room = [], _LONGEST
    for piece in pieces:
        shown.append(piece if len(piece.text) <= room else Piece(piece.text[:room] + "…", piece.hit))
        room -= len(piece.text)
        if room <= 0:
            break
    return tuple(shown)


def _digits_marked(written: str, digits: str) -> Sequence[Piece]:
    """A written number cut where these digits stand in it, whatever stands between them."""
    places = [at for at, each in enumerate(written) if each.isdigit()]
    found = "".join(written[at] for at in places).find(digits)
    if found == -1:
        return (Piece(written),)
    first, last = places[found], places[found + len(digits) - 1] + 1
    cut = (Piece(written[:first]), Piece(written[first:last], hit=True), Piece(written[last:]))
    return tuple(piece for piece in cut if piece.text)
