"""Bilingual words in templates: ``{% say "key" name=value %}`` and ``{{ text|spoken }}``.

A literal key that does not exist fails when the template is compiled, not when somebody reads the
page.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.html import conditional_escape

from hall.web.language import spoken as in_present_language
from hall.web.words import WORDS
from wording import Text

register = template.Library()


class _Say(Node):
    def __init__(self, key: FilterExpression, values: Mapping[str, FilterExpression]) -> None:
        self._key = key
        self._values = values

    def render(self, context: Context) -> str:
        text = WORDS[str(self._key.resolve(context))]
        if self._values:
            text = text.format(
                **{name: value.resolve(context) for name, value in self._values.items()}
            )
        return str(conditional_escape(in_present_language(text)))


@register.tag
def say(parser: Parser, token: Token) -> Node:
    """``{% say key %}``; more words after the key fill its placeholders."""
    _, key, *rest = token.split_contents()
    if key[0] in "\"'" and key[1:-1] not in WORDS:
        raise template.TemplateSyntaxError(f"there is no text {key} in hall.web.words")
    return _Say(parser.compile_filter(key), token_kwargs(rest, parser))


@register.filter
def spoken(text: Text) -> str:
    """A bilingual text in the present language."""
    return in_present_language(text)
