"""ServiceStack's rules of reading a request: from the pairs of a query or form, or from a JSON object, to its type.

Names count in any case, unknown and reserved ones are ignored, an empty value is an absent one, and the values of a
repeated name are joined with commas before they are read. Lone surrogates become U+FFFD: no answer could hold them.

Read strictly, a request is refused for every name that is unknown and every value of an object that is of another type
than its member; whoever writes must not have half of what they said be passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum, IntEnum
from functools import cache
from typing import TypeVar

import msgspec
from msgspec import inspect

from switchbook.api.nested import MOST_FAULTS, Nested, NestedErrors
from switchbook.errors import FieldError, UnboundRequest
from switchbook.model.session import wire_name

R = TypeVar("R", bound=msgspec.Struct)

# Reads a member's text; raises ValueError when it cannot.
Reader = Callable[[str], object]

# Names with a meaning of their own in every request, never members of one (Keywords.cs, HostConfig.cs; the last row
# is ours).
RESERVED = frozenset(
    {"format", "callback", "jsconfig", "debug", "v", "version"}
    | {"authsecret", "apikey", "code", "redirect", "continue", "_"}
    | {"strict", "x-http-method-override"}
)

_INT32 = range(-(2**31), 2**31)
_WHOLE_NUMBER = re.compile(r"\s*-?0*[0-9]{1,10}\s*")
_TRUE = frozenset({"1", "t", "T", "y", "Y", "on"})
_FALSE = frozenset({"0", "f", "F", "n", "N", "off"})
# An element of a JSV list: quoted with `""` for a quote, or plain. A quote counts only at the start.
_ELEMENT = re.compile(r'"(?P<quoted>[^"]*(?:""[^"]*)*)"?(?P<rest>[^,]*)|(?P<plain>[^,]*)')
# Empty lists joined with commas, which is what an empty list comes to whose name is repeated.
_EMPTY_LISTS = re.compile(r"\[\s*\](?:\s*,\s*\[\s*\])*")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class _Member(msgspec.Struct, frozen=True):
    attribute: str
    read: Reader


def bind(
    request_type: type[R],
    operation_name: str,
    pairs: Sequence[tuple[str, str]],
    *,
    over: R | None = None,
    strict: bool = False,
) -> R:
    """The request that these decoded pairs spell, laid over another where there is one.

    Raises UnboundRequest with a FieldError for every value that cannot be read, and if strict for every unknown name,
    its field as the client spelled it.
    """
    members = _members(request_type)
    values: dict[str, object] = {}
    errors: list[FieldError] = []
    for spelled, text in _joined(pairs):
        member = members.get(spelled.lower())
        if member is None:
            errors += _unknown(operation_name, spelled) if strict else ()
            continue
        try:
            values[member.attribute] = member.read(text)
        except ValueError:
            message = f"'{text}' is an Invalid value for '{spelled}'"
            errors.append(FieldError(UnboundRequest.code, spelled, message))
    if errors:
        raise _unbound(operation_name, errors)
    return request_type(**values) if over is None else msgspec.structs.replace(over, **values)


def bind_object(request_type: type[R], operation_name: str, members: object) -> R:
    """The request that a decoded JSON object spells; a value that cannot be read leaves its member at the default.

    Scalars are read as their text would be, so `"true"` is a bool and `5` a string. Of a name that comes in several
    cases the last counts. Raises UnboundRequest when `members` is no object at all.
    """
    if not isinstance(members, Mapping):
        raise _unbound(operation_name, ())
    known = _members(request_type)
    values: dict[str, object] = {}
    for name, value in members.items():
        member = known.get(str(name).lower())
        if member is None:
            continue
        try:
            values[member.attribute] = _read_json(member.read, value)
        except ValueError:
            continue
    return request_type(**values)


def bind_strict(request_type: type[R], operation_name: str, members: object) -> R:
    """The request that a decoded object spells, every member of it known and of its type; None is an absent value.

    Text that spells a number, a boolean or a list counts as one: JSV and XML know nothing else. Raises UnboundRequest
    with a FieldError for every member that is unknown or cannot be read, up to MOST_FAULTS of them.
    """
    if not isinstance(members, Mapping):
        raise _unbound(operation_name, ())
    known = _members(request_type)
    values: dict[str, object] = {}
    errors: list[FieldError] = []
    for name, value in members.items():
        if len(errors) >= MOST_FAULTS:
            break
        spelled = _LONE_SURROGATE.sub("\ufffd", str(name))
        member = known.get(spelled.lower())
        if member is None:
            errors += _unknown(operation_name, spelled)
            continue
        try:
            if value is not None:
                values[member.attribute] = _read_json(member.read, _of_type(member.read, value))
        except NestedErrors as bad:
            errors += bad.errors(spelled)
        except ValueError:
            errors.append(FieldError(UnboundRequest.code, spelled, f"The value of '{spelled}' is of another type"))
    if errors:
        raise _unbound(operation_name, errors)
    return request_type(**values)


def _unknown(operation_name: str, spelled: str) -> tuple[FieldError, ...]:
    """What is told of a name that is no member; nothing of a reserved one."""
    if spelled.lower() in RESERVED:
        return ()
    return (FieldError(UnboundRequest.code, spelled, f"'{operation_name}' has no '{spelled}'"),)


def _of_type(read: Reader, value: object) -> object:
    """The value, if it is text or what this reader's members are. Raises ValueError for any other."""
    if isinstance(value, str) or isinstance(read, Nested):
        return value
    if read is read_list:
        fits = isinstance(value, list) and all(each is None or isinstance(each, str) for each in value)
    elif read is read_bool:
        fits = isinstance(value, bool)
    else:
        fits = read is not str and isinstance(value, int) and not isinstance(value, bool)
    if not fits:
        raise ValueError(value)
    return value


def _unbound(operation_name: str, errors: Iterable[FieldError]) -> UnboundRequest:
    return UnboundRequest(f"Unable to bind to request '{operation_name}'", errors=tuple(errors))


def _joined(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Each name as first spelled, with its values joined by commas; empty values are absent."""
    texts: dict[str, tuple[str, list[str]]] = {}
    for name, text in pairs:
        if text:
            spelled = _LONE_SURROGATE.sub("\ufffd", name)
            texts.setdefault(spelled.lower(), (spelled, []))[1].append(_LONE_SURROGATE.sub("\ufffd", text))
    return [(spelled, ",".join(values)) for spelled, values in texts.values()]


def _read_json(read: Reader, value: object) -> object:
    if isinstance(read, Nested):
        return read.value(value)
    if isinstance(value, list | tuple) and read is read_list:
        return tuple(None if element is None else _scalar_text(element) for element in value)
    return read(_scalar_text(value))


def _scalar_text(value: object) -> str:
    """The text of a JSON string, number or boolean. Raises ValueError for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, int | float):
        return str(value)
    raise ValueError(value)


@cache
def _members(request_type: type[msgspec.Struct]) -> Mapping[str, _Member]:
    """The members of a request by their wire names in lower case, without reserved ones."""
    described = inspect.type_info(request_type)
    assert isinstance(described, inspect.StructType)  # noqa: S101 - the signature says so
    members = {
        field.encode_name.lower(): _Member(_attribute(request_type, field.encode_name), _reader(field.type))
        for field in described.fields
    }
    return {name: member for name, member in members.items() if name not in RESERVED}


class Spelling(Enum):
    """How a member is written as one text."""

    text = "text"
    yes_or_no = "yes or no"
    list = "list"
    json = "JSON"


def spellings(request_type: type[msgspec.Struct]) -> Mapping[str, Spelling]:
    """How each member of a request is written, by its wire name in lower case; reserved names are none."""
    return {name: _spelling(member.read) for name, member in _members(request_type).items()}


def _spelling(read: Reader) -> Spelling:
    if isinstance(read, Nested):
        return Spelling.json
    if read is read_list:
        return Spelling.list
    return Spelling.yes_or_no if read is read_bool else Spelling.text


def _attribute(request_type: type[msgspec.Struct], wire: str) -> str:
    return request_type.__struct_fields__[request_type.__struct_encode_fields__.index(wire)]


def _reader(kind: inspect.Type) -> Reader:
    """What reads a member of this type. Raises TypeError for a type that no query can spell."""
    match kind:
        case inspect.Metadata():
            return _reader(kind.type)
        case inspect.UnionType():
            (present,) = (each for each in kind.types if not isinstance(each, inspect.NoneType))
            return _reader(present)
        case inspect.StrType():
            return str
        case inspect.BoolType():
            return read_bool
        case inspect.IntType():
            return read_int
        case inspect.EnumType() if issubclass(kind.cls, IntEnum):
            return _enum_reader(kind.cls)
        case inspect.VarTupleType() if _unwrapped(kind.item_type, inspect.StrType):
            return read_list
        case inspect.VarTupleType() | inspect.StructType() | inspect.DictType() | inspect.FloatType():
            return Nested(kind)
    raise TypeError(f"no request holds a {kind}")


def _unwrapped(kind: inspect.Type, wanted: type[inspect.Type]) -> bool:
    parts = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return any(isinstance(each, wanted) for each in parts)


def read_list(text: str) -> tuple[str | None, ...]:
    """A JSV list: `a,b`, `[a,b]`, `"a,x",b`; an element left empty is None, and no element at all gives ().

    Empty lists joined with each other (`[],[]`, from a repeated name) are an empty list too. ServiceStack reads their
    inner brackets as elements, so that a client which says twice that it wants no filter would find nothing.
    """
    text = text.strip()
    if _EMPTY_LISTS.fullmatch(text):
        return ()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1].lstrip()
    if not text:
        return ()
    if '"' not in text:
        return tuple(element or None for element in text.split(","))
    elements: list[str | None] = []
    at = 0
    while at <= len(text):
        element = _element(text, at)
        elements.append(_element_text(element))
        at = element.end() + 1  # past the comma; after the last element, past the end
    return tuple(elements)


def _element(text: str, at: int) -> re.Match[str]:
    found = _ELEMENT.match(text, at)
    assert found is not None  # noqa: S101 - the pattern matches the empty text too
    return found


def _element_text(element: re.Match[str]) -> str | None:
    """What an element says; None when it was left empty."""
    if element["quoted"] is None:
        return element["plain"] or None
    return element["quoted"].replace('""', '"') + element["rest"]


def read_bool(text: str) -> bool:
    """A boolean in any of the spellings of ParseBoolean; of a list only its first element counts."""
    word = _element_text(_element(text, 0)) or ""
    if word in _TRUE or word.strip().lower() == "true":
        return True
    if word in _FALSE or word.strip().lower() == "false":
        return False
    raise ValueError(text)


def read_int(text: str) -> int:
    """An Int32 in digits, with an optional minus, leading zeros and white space around."""
    if not _WHOLE_NUMBER.fullmatch(text):
        raise ValueError(text)
    number = int(text)
    if number not in _INT32:
        raise ValueError(text)
    return number


@cache
def _enum_reader(kind: type[IntEnum]) -> Reader:
    # Members with a second name have both.
    names = [(name if name != member.name else wire_name(member), member) for name, member in kind.__members__.items()]
    numbers = {name.lower(): int(member) for name, member in names}

    def read(text: str) -> int:
        """A name in any case, several joined by commas (they are OR-ed), or a number, also one without a name."""
        text = text.strip()
        if text.startswith('"') and text.endswith('"'):
            text = text[1:-1].replace('""', '"').strip()
        if _WHOLE_NUMBER.fullmatch(text):
            number = read_int(text)
        else:
            number = 0
            for name in text.split(","):
                if name.strip().lower() not in numbers:
                    raise ValueError(text)
                number |= numbers[name.strip().lower()]
        return next((member for member in kind if member == number), number)

    return read
