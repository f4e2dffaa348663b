"""Members of a request that hold more than text: objects, lists of them, names and values, and broken numbers.

A query or form spells them as JSON or JSV. Inside, names count in any case, unknown ones and values of another type are
faults, each named by its path (`billingSettings.base.unitCost`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from msgspec import inspect

from switchbook.api.bodies import Elements, read_json, read_jsv
from switchbook.errors import FieldError, UnboundRequest

_DEEPEST = 8
# More than these are not told: an answer that names each of a million would be far longer than what it answers.
MOST_FAULTS = 1000
_TRUTHS: Mapping[str, bool] = {"true": True, "false": False}


class NestedErrors(ValueError):
    """What is wrong inside a member: paths within it, and what is wrong there."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(faults)
        self._faults = faults

    def errors(self, spelled: str) -> list[FieldError]:
        """The same for the client, under the name that it gave the member."""
        named = ((spelled + path, problem) for path, problem in self._faults)
        return [FieldError(UnboundRequest.code, path, f"'{path}' {problem}") for path, problem in named]


class Nested:
    """Reads a member of a type that no single text is."""

    def __init__(self, kind: inspect.Type) -> None:
        self._kind = kind

    def __call__(self, text: str) -> object:
        """The value that JSON or JSV spells. Raises ValueError."""
        try:
            value = read_json(text.encode("utf-8", "surrogatepass"))
        except ValueError:
            value = read_jsv(text.encode("utf-8", "replace"))
        return self.value(value)

    def value(self, value: object) -> object:
        """The value as its type has it. Raises NestedErrors naming everything that is wrong in it."""
        faults: list[tuple[str, str]] = []
        read = _read(self._kind, value, "", faults)
        if faults:
            raise NestedErrors(faults)
        return read


def _read(kind: inspect.Type, value: Any, path: str, faults: list[tuple[str, str]]) -> Any:
    if isinstance(value, Elements) and isinstance(kind, inspect.StructType | inspect.DictType):
        value = value.members()
    match kind:
        case inspect.Metadata():
            return _read(kind.type, value, path, faults)
        case inspect.UnionType():
            present = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
            return None if value is None else _read(present[0], value, path, faults)
        case inspect.StructType():
            return _struct(kind, value, path, faults)
        case inspect.VarTupleType():
            if not isinstance(value, list):
                return _fault(faults, path, "is a list")
            return tuple(_read(kind.item_type, each, f"{path}[{i}]", faults) for i, each in enumerate(value))
        case inspect.DictType():
            if not isinstance(value, dict):
                return _fault(faults, path, "is an object of names and values")
            if _is_deeper(value, _DEEPEST):
                return _fault(faults, path, "nests too deep")
            texts = isinstance(kind.value_type, inspect.StrType)
            if texts and not all(isinstance(each, str) for each in value.values()):
                return _fault(faults, path, "holds texts")
            return value
        case inspect.StrType():
            return value if isinstance(value, str) else _fault(faults, path, "is text")
    return _scalar(kind, value, path, faults)


def _scalar(kind: inspect.Type, value: Any, path: str, faults: list[tuple[str, str]]) -> Any:
    if isinstance(kind, inspect.BoolType):
        truth = _TRUTHS.get(value.strip().lower()) if isinstance(value, str) else value
        return truth if isinstance(truth, bool) else _fault(faults, path, "is true or false")
    if isinstance(value, bool):
        return _fault(faults, path, "is a number")
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        wanted, problem = (int, "is a whole number") if isinstance(kind, inspect.IntType) else (float, "is a number")
        try:
            number = wanted(value) if isinstance(value, str | int) or wanted is float else None
            finite = number is not None and math.isfinite(number)
        except (TypeError, ValueError, OverflowError):
            finite = False
        return number if finite else _fault(faults, path, problem)
    if isinstance(kind, inspect.AnyType):
        return value
    raise TypeError(f"no request holds a {kind}")


def _struct(kind: inspect.StructType, value: Any, path: str, faults: list[tuple[str, str]]) -> Any:
    if not isinstance(value, dict):
        return _fault(faults, path, "is an object")
    fields = {field.encode_name.lower(): field for field in kind.fields}
    read: dict[str, Any] = {}
    for name, held in value.items():
        field = fields.get(str(name).lower())
        if field is None:
            _fault(faults, f"{path}.{name}", "is unknown")
        elif held is not None:
            read[field.name] = _read(field.type, held, f"{path}.{name}", faults)
    return None if faults else kind.cls(**read)


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether a value nests deeper than so many levels; it looks no deeper than that itself."""
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in held)


def _fault(faults: list[tuple[str, str]], path: str, problem: str) -> None:
    if len(faults) < MOST_FAULTS:
        faults.append((path, problem))
