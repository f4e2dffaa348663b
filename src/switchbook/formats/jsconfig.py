"""`?jsconfig=`: how a client would have its JSON or JSV, by ServiceStack's names (JsConfig.cs, WriteType.cs).

A comma list of `name` or `name:value`, in any case; false is only `false` or `0`; unknown names are ignored.
IncludeNullValuesInDictionaries is among these, since no dictionary here holds a null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from switchbook.formats.shape import Kind, members, pascal

_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _camel(name: str) -> str:
    return name


def _snake(name: str) -> str:
    return _INNER_CAPITAL.sub("_", name).lower()


_CASES: Mapping[str, Callable[[str], str]] = {
    "pascalcase": pascal, "pc": pascal, "camelcase": _camel, "cc": _camel, "snakecase": _snake, "sc": _snake,
}  # fmt: skip


class JsConfig(msgspec.Struct, frozen=True):
    """What to leave out, what to write besides, and how to name members; as it stands it changes nothing."""

    default_values: bool = True
    default_enums: bool = True
    null_values: bool = False
    enums_as_numbers: bool = False
    indented: bool = False
    named: Callable[[str], str] = _camel


_FLAGS: Mapping[str, tuple[str, bool]] = {
    # The name: the member of JsConfig it sets, and whether it sets it to the opposite.
    "excludedefaultvalues": ("default_values", True),
    "edv": ("default_values", True),
    "includedefaultenums": ("default_enums", False),
    "ide": ("default_enums", False),
    "includenullvalues": ("null_values", False),
    "inv": ("null_values", False),
    "treatenumasinteger": ("enums_as_numbers", False),
    "teai": ("enums_as_numbers", False),
    "indent": ("indented", False),
    "i": ("indented", False),
    "pp": ("indented", False),
}
_NAMING = {
    "emitcamelcasenames": "cc",
    "eccn": "cc",
    "emitlowercaseunderscorenames": "sc",
    "elun": "sc",
}
AS_IS = JsConfig()


def read(text: str) -> JsConfig:
    """The options in the value of `jsconfig`; the last of several that contradict each other counts."""
    changed: dict[str, object] = {}
    for part in text.lower().split(","):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        on = value not in ("false", "0")
        if name in _FLAGS:
            member, opposite = _FLAGS[name]
            changed[member] = on != opposite
        elif name in ("textcase", "tc") and value in _CASES:
            changed["named"] = _CASES[value]
        elif name in _NAMING and on:
            changed["named"] = _CASES[_NAMING[name]]
    return msgspec.structs.replace(AS_IS, **changed)


def configured(value: Mapping[str, object], wire_type: type[msgspec.Struct], config: JsConfig) -> dict[str, object]:
    """A plain struct of this wire type, with the members that the options let through, named as they say."""
    given = ((member, value.get(member.name)) for member in members(wire_type))
    return {
        config.named(member.name): _value(held, member.kind, config)
        for member, held in given
        if _is_written(held, member.kind, config)
    }


def _is_written(value: object, kind: Kind, config: JsConfig) -> bool:
    if kind.numbers:
        return value is not None and (config.default_enums or kind.numbers.get(str(value)) != 0)
    if value is None:
        return kind.nullable and config.null_values and config.default_values
    return config.default_values or (value is not False and not (type(value) is int and value == 0))


def _value(value: object, kind: Kind, config: JsConfig) -> object:
    if isinstance(value, list) and issubclass(kind.of, msgspec.Struct):
        return [configured(element, kind.of, config) for element in value]
    if isinstance(value, dict) and issubclass(kind.of, msgspec.Struct):
        return configured(value, kind.of, config)
    if config.enums_as_numbers and kind.numbers:
        return kind.numbers.get(str(value), value)
    return value
