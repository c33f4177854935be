"""Templates of the documents: a Jinja2 sandbox whose mistakes are found when a template is loaded, with file and line."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gesprek.errors import InputProblems, Problem, nearest
from gesprek.knowledge import Fact
from gesprek.report import language, tags
from gesprek.report.cache import TemplateCache
from gesprek.report.facts import FACT_PARTS, Facts
from gesprek.report.people import Other, Speaker, parts_of

__all__ = ["DocumentEnvironment", "load_templates", "template_problem"]

STATEMENT = "aangifte"
"""The document with what the victim says; its template is called after the flow."""
_JUDGED = (STATEMENT, "bevindingen")
"""Documents that the suspect and the lawyer read: only facts that belong there may be named in them."""

_GIVEN = frozenset({"f", "wie", "ander", "s", "advies"})
_PERSONS = {"wie": parts_of(Speaker), "ander": parts_of(Other)}
_own = getattr
_PLAIN = frozenset(
    {(dict, "get"), (str, "split"), (str, "startswith"), (str, "replace"), (LoopContext, "first"), (LoopContext, "last")}
)


def _part_of_fact(base: nodes.Node) -> bool:
    """True for `f.fact`, of which a part is asked."""
    return isinstance(base, nodes.Getattr) and isinstance(base.node, nodes.Name) and base.node.name == "f"


def _checked(base: nodes.Node, part: str) -> bool:
    if isinstance(base, nodes.Name):
        return part in _PERSONS.get(base.name, ())
    return _part_of_fact(base) and part in FACT_PARTS


class _Generator(CodeGenerator):
    """Writes `f.fact.part`, `wie.part` and `ander.part` as plain attribute access: they are checked when a template is loaded."""

    environment: DocumentEnvironment

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Called for every attribute in a template."""
        base = node.node
        if isinstance(base, nodes.Name) and base.name == "f" and node.attr in self.environment.words:
            self.visit(base, frame)
            self.write(f".look({node.attr!r})")
        elif _checked(base, node.attr):
            self.visit(base, frame)
            self.write(f".{node.attr}")
        else:
            super().visit_Getattr(node, frame)


class DocumentEnvironment(ImmutableSandboxedEnvironment):
    """Plain text, no autoescape; unknown names and facts that do not belong in a document are mistakes."""

    code_generator_class = _Generator

    def __init__(self, folder: Path, words: Mapping[str, Fact]) -> None:
        super().__init__(
            loader=FileSystemLoader([folder, _shared(folder)]),
            extensions=[tags.DocumentTags],
            undefined=StrictUndefined,
            autoescape=False,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=TemplateCache(words),
        )
        self.filters.update(language.FILTERS)
        self.filters.update(tags.FILTERS)
        self.tests.update(language.TESTS)
        self.words = words
        self.folder = folder
        self.problems: list[Problem] = []

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As in the sandbox; our own frozen data, which holds nothing to guard, takes the short way."""
        kind = type(obj)
        if kind is Facts and attribute in self.words:
            return obj.look(attribute)
        if attribute[0] != "_":
            if kind is dict and attribute in obj:
                return obj[attribute]
            if (kind, attribute) in _PLAIN or kind.__module__.startswith("gesprek."):
                try:
                    return _own(obj, attribute)
                except AttributeError:
                    return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As in the sandbox; dictionaries and facts by name take the short way."""
        if type(argument) is str:
            if type(obj) is dict and argument in obj:
                return obj[argument]
            if type(obj) is Facts and argument in self.words:
                return obj.look(argument)
        return super().getitem(obj, argument)

    def document_of(self, name: str) -> str:
        """Which document a template is (a part of): the statement is called after its flow, a shared part after its document."""
        stem = name.removesuffix(".j2")
        return STATEMENT if stem == self.folder.parent.name else stem.partition("-")[0]

    def shown(self, name: str) -> str:
        """How a template file is named in a message."""
        return _shown(self.folder, name)

    def _generate(self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False) -> str:
        self.problems = []
        self._check(source, name or "")
        if self.problems:  # raised here, so that a wrong template is never kept in the cache
            raise InputProblems(self.problems)
        return super()._generate(source, name, filename, defer_init)

    def _check(self, tree: nodes.Template, name: str) -> None:
        document = self.document_of(name)
        for node in tree.find_all((nodes.Filter, nodes.Getattr, nodes.Name)):
            if isinstance(node, nodes.Filter):
                if node.name in tags.SENTENCE_FILTERS and node.args and isinstance(node.args[0], nodes.Const):
                    for fact in str(node.args[0].value).split():
                        self._fact(fact, document, name, node.lineno)
            elif isinstance(node, nodes.Getattr):
                self._access(node, document, name)
            elif isinstance(node, nodes.Name) and node.ctx == "store" and node.name in _GIVEN:
                self.problems.append(Problem(self.shown(name), node.lineno, f"'{node.name}' is al een naam.", "een andere naam"))

    def _access(self, access: nodes.Getattr, document: str, name: str) -> None:
        base = access.node
        if isinstance(base, nodes.Name) and base.name == "f":
            self._fact(access.attr, document, name, access.lineno)
        elif _part_of_fact(base) and access.attr not in FACT_PARTS:
            found = f"een feit heeft geen '{access.attr}'."
            self.problems.append(Problem(self.shown(name), access.lineno, found, "", nearest(access.attr, FACT_PARTS)))

    def _fact(self, fact: str, document: str, name: str, line: int) -> None:
        word = self.words.get(fact)
        if word is None:
            self.problems.append(Problem(self.shown(name), line, f"onbekend feit '{fact}'.", "", nearest(fact, self.words)))
        elif document in _JUDGED and document not in word.hoort_in:
            found = f"'{fact}' hoort niet in {document} (hoort_in van dat feit)."
            self.problems.append(Problem(self.shown(name), line, found, "een feit dat in dit stuk mag staan"))


def _shared(folder: Path) -> Path:
    """Where the parts of documents are that all flows share."""
    return folder.parent.parent / "documenten"


def _shown(folder: Path, name: str) -> str:
    own = (folder / name).is_file() or not (_shared(folder) / name).is_file()
    return f"{folder.parent.name}/{folder.name}/{name}" if own else f"documenten/{name}"


def load_templates(folder: Path, names: tuple[str, ...], words: Mapping[str, Fact]) -> dict[str, Template]:
    """Every document of `names` that exists in `folder`, compiled. Raises InputProblems with all mistakes of all files."""
    environment = DocumentEnvironment(folder, words)
    found: dict[str, Template] = {}
    problems: list[Problem] = []
    for document in names:
        name = document if document != STATEMENT or not (folder / f"{folder.parent.name}.j2").is_file() else folder.parent.name
        if any((place / f"{name}.j2").is_file() for place in (folder, _shared(folder))):
            try:
                found[document] = environment.get_template(f"{name}.j2")
            except TemplateSyntaxError as error:
                problems.append(Problem(environment.shown(error.name or f"{name}.j2"), error.lineno, f"{error.message}."))
            except InputProblems as error:
                problems += error.problems
            except UnicodeDecodeError:
                problems.append(Problem(environment.shown(f"{name}.j2"), 1, "hier staat een teken dat geen UTF-8 is.", "UTF-8"))
    if problems:
        raise InputProblems(problems)
    return found


def template_problem(template: Template, error: Exception) -> InputProblems:
    """A mistake that shows while a document is written: which template, which line, what was wrong."""
    environment = template.environment
    assert isinstance(environment, DocumentEnvironment)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".j2")]
    name, line = template.name or "", 1
    if isinstance(error, TemplateSyntaxError):
        name, line = error.name or name, error.lineno
    elif frames:
        name = Path(frames[-1].filename).name
        written = template if name == template.name else environment.get_template(name)
        line = written.get_corresponding_lineno(frames[-1].lineno or 1)
    said = error.message if isinstance(error, TemplateError) and error.message else str(error)
    return InputProblems([Problem(environment.shown(name), line, f"{said or type(error).__name__}.")])
