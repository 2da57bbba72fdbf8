"""Jinja2's own lexer, parser and nodes, without the rest of Jinja2.

``import jinja2`` also brings the compiler, loaders and a bytecode cache, which
take longer than checking a file does and which a walk never needs. So, unless
Jinja2 is there already, its parser is imported as a private copy: afterwards
``import jinja2`` does all that it always does.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.exceptions import TemplateSyntaxError
    from jinja2.lexer import Lexer, TokenStream
    from jinja2.parser import Parser

__all__ = ["LEXER", "TemplateSyntaxError", "TokenStream", "nodes", "parsed"]


def _imported(*names: str) -> list[Any]:
    if "jinja2" in sys.modules:
        return [import_module(f"jinja2.{name}") for name in names]
    spec = find_spec("jinja2")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("jinja2 is not installed", name="jinja2")
    package = ModuleType("jinja2")
    package.__path__ = list(spec.submodule_search_locations)
    sys.modules["jinja2"] = package
    try:
        return [import_module(f"jinja2.{name}") for name in names]
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "jinja2"]:
            del sys.modules[name]


if not TYPE_CHECKING:
    nodes, _exceptions, _lexer, _parser = _imported("nodes", "exceptions", "lexer", "parser")
    TemplateSyntaxError = _exceptions.TemplateSyntaxError
    Lexer, TokenStream, Parser = _lexer.Lexer, _lexer.TokenStream, _parser.Parser

# What lexer and parser ask of an environment: Jinja2's defaults, but for the
# white space around blocks.
_SETTINGS: Any = SimpleNamespace(
    block_start_string="{%",
    block_end_string="%}",
    variable_start_string="{{",
    variable_end_string="}}",
    comment_start_string="{#",
    comment_end_string="#}",
    line_statement_prefix=None,
    line_comment_prefix=None,
    trim_blocks=True,
    lstrip_blocks=True,
    newline_sequence="\n",
    keep_trailing_newline=False,
    iter_extensions=lambda: (),
    _tokenize=lambda *_: None,
)
LEXER = Lexer(_SETTINGS)
"""The lexer of the template language."""


def parsed(tokens: TokenStream) -> nodes.Template:
    """The tree of a stream of tokens; raises `TemplateSyntaxError`."""
    parser = Parser(_SETTINGS, "")
    parser.stream = tokens
    return nodes.Template(parser.subparse(), lineno=1)
