"""The types of every operation as ServiceStack's generators write them for its clients, from the table of operations.

What differs from the generators' manner: classes are flat, so no base class is named, and members of which anything can
be the value are read as they are (the client for Python reads no `Any` unless it is told how).
"""

from __future__ import annotations

import importlib.util
import keyword
import re
import sys
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

import msgspec

from switchbook.api.operation import Operation
from switchbook.model.answer import Nothing
from switchbook.model.session import wire_name

_PYTHON_HEAD = """
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Dict, Generic, List, Optional, TypeVar

from dataclasses_json import LetterCase, Undefined, config, dataclass_json
from servicestack import IDelete, IGet, IPatch, IPost, IPut, IReturn, IReturnVoid
from servicestack.reflection import TypeConverters

TypeConverters.register(Any, deserializer=lambda given: given)
T = TypeVar("T")


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class ListResponse(Generic[T]):
    items: List[T] = field(default_factory=list)
    total_count: int = 0
    total_pages: int = 0
    has_more_pages: bool = False
"""
_JAVASCRIPT_HEAD = """
export class ListResponse {
    constructor(init) { Object.assign(this, init); }
    items = [];
    totalCount;
    totalPages;
    hasMorePages;
}
"""
_SCALARS = {str: "str", int: "int", float: "float", bool: "bool"}
_EMPTY = {"int": "0", "float": "0.0", "bool": "False"}


class Member(typing.NamedTuple):
    """A member of a type: its name on the wire, its Python type, and whether it may be absent."""

    wire: str
    kind: Any
    optional: bool

    @property
    def attribute(self) -> str:
        """What the generator for Python calls it."""
        name = re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", self.wire)
        return f"{name}_" if keyword.iskeyword(name) else name


def members(of: type[msgspec.Struct]) -> Sequence[Member]:
    """The members of a type in the order of the wire."""
    hints = typing.get_type_hints(of)
    named = zip(of.__struct_fields__, of.__struct_encode_fields__, strict=True)
    return [Member(wire, *_bare(hints[attribute])) for attribute, wire in named]


def write_python(operations: Sequence[Operation], directory: Path) -> types.ModuleType:
    """Write the types as a module for Python, and import it."""
    path = directory / "mirrored_dtos.py"
    path.write_text(python_source(operations), "utf-8")
    spec = importlib.util.spec_from_file_location("mirrored_dtos", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def python_source(operations: Sequence[Operation]) -> str:
    """All types in Python."""
    decorated = "@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)\n@dataclass\n"
    pieces = [_PYTHON_HEAD.lstrip()]
    answers, enums = _used(operations)
    for enum in enums:
        lines = [f'    {_upper(name)} = "{name}"' for name in _names(enum)]
        pieces.append("\n".join([f"class {enum.__name__}(str, Enum):", *lines]))
    pieces += [decorated + "\n".join([f"class {each.__name__}:", *_python_members(each)]) for each in answers]
    for operation in operations:
        bases = f"{_returns(operation)}, I{operation.verb.title()}"
        pieces.append(decorated + "\n".join([f"class {operation.name}({bases}):", *_python_members(operation.request)]))
    return "\n\n\n".join(pieces) + "\n"


def javascript_source(operations: Sequence[Operation]) -> str:
    """All types in JavaScript."""
    answers, _ = _used(operations)
    pieces = [_JAVASCRIPT_HEAD.lstrip()]
    pieces += [_javascript_class(answer.__name__, answer) for answer in answers]
    for operation in operations:
        made = "ListResponse" if operation.lists else operation.answer.__name__
        more = (
            f"    getTypeName() {{ return '{operation.name}'; }}",
            f"    getMethod() {{ return '{operation.verb}'; }}",
            f"    createResponse() {{ {'' if operation.answer is Nothing else f'return new {made}();'} }}",
        )
        pieces.append(_javascript_class(operation.name, operation.request, *more))
    return "\n\n".join(pieces) + "\n"


def _returns(operation: Operation) -> str:
    if operation.answer is Nothing:
        return "IReturnVoid"
    name = operation.answer.__name__
    return f"IReturn[ListResponse[{name}]]" if operation.lists else f"IReturn[{name}]"


def _python_members(of: type[msgspec.Struct]) -> Iterator[str]:
    for member in members(of):
        kind = _python_type(member.kind)
        collected = kind.startswith(("List", "Dict"))
        if not member.optional and collected:
            default = f"field(default_factory={'list' if kind.startswith('List') else 'dict'})"
        elif not member.optional and kind in _EMPTY:
            default = _EMPTY[kind]
        else:
            kind, default = f"Optional[{kind}]", "None"
        if member.attribute.endswith("_"):
            default = f'field(metadata=config(field_name="{member.wire}"), default={default})'
        yield f"    {member.attribute}: {kind} = {default}"
    if not of.__struct_fields__:
        yield "    pass"


def _javascript_class(name: str, of: type[msgspec.Struct], *more: str) -> str:
    lines = [f"export class {name} {{", "    constructor(init) { Object.assign(this, init); }"]
    for member in members(of):
        begun = not member.optional and _python_type(member.kind).startswith("List")
        lines.append(f"    {member.wire}{' = []' if begun else ''};")
    return "\n".join([*lines, *more, "}"])


def _used(operations: Sequence[Operation]) -> tuple[Sequence[type[msgspec.Struct]], Sequence[type]]:
    """The structs and enums that requests and answers are made of, none before what it is made of itself."""
    structs: dict[type, None] = {}
    enums: dict[type, None] = {}
    seen: set[type] = {Nothing}

    def use(kind: Any) -> None:
        for part in typing.get_args(kind):
            use(part)
        if isinstance(kind, type) and issubclass(kind, (IntEnum, StrEnum)):
            enums[kind] = None
        elif isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
            seen.add(kind)
            for member in members(kind):
                use(member.kind)
            structs[kind] = None

    for operation in operations:
        use(operation.answer)
        for member in members(operation.request):
            use(member.kind)
    return [*structs], [*enums]


def _python_type(kind: Any) -> str:
    """The generator's spelling of a type. Raises TypeError for one that no client could be told of."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind is Any or kind is object:
        return "Any"
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and arguments[1:] == (...,):
        return f"List[{_python_type(_bare(arguments[0])[0])}]"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"Dict[str, {_python_type(_bare(arguments[1])[0])}]"
    if isinstance(kind, type) and issubclass(kind, (IntEnum, StrEnum, msgspec.Struct)):
        return kind.__name__
    raise TypeError(f"no spelling for {kind}")


def _bare(kind: Any) -> tuple[Any, bool]:
    """A type without None, and whether None was in it."""
    parts = (
        typing.get_args(kind) if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union else ()
    )
    others = [part for part in parts if part is not types.NoneType]
    if not parts:
        return kind, False
    if len(others) != 1:
        raise TypeError(f"no spelling for {kind}")
    return others[0], len(others) < len(parts)


def _names(enum: type) -> Sequence[str]:
    return [wire_name(each) if isinstance(each, IntEnum) else str(each.value) for each in enum]  # type: ignore[var-annotated]


def _upper(name: str) -> str:
    return re.sub(r"(?<=[a-z])[A-Z]", lambda capital: f"_{capital[0]}", name).upper()
