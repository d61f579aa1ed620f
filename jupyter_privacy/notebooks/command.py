"""`jupyter privacy check` and `jupyter privacy mask`.

Exit codes: 0 nothing found, 1 something found (or masked), 2 something could not be read or was asked for
in a way that is not understood.  Findings name places and rules, so the output may be kept and shown.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from jupyter_privacy.errors import PrivacyError
from jupyter_privacy.notebooks.findings import Finding

__all__ = ["COMMANDS"]

_CLEAN, _FOUND, _UNREADABLE = 0, 1, 2
_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class _Report:
    """What came out for one file: findings, or the reason why it could not be read."""

    path: Path
    findings: tuple[Finding, ...] = ()
    error: str = ""
    n_masked: int = 0

    def is_found(self, *, strict: bool) -> bool:
        return any(strict or not found.is_remark for found in self.findings)


def _options(command: _F) -> _F:
    """Add what both commands take."""
    for option in (
        click.argument(
            "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="NOTEBOOK..."
        ),
        click.option(
            "--policy",
            type=click.Path(path_type=Path),
            help="A policy file; default: the one that each notebook has.",
        ),
        click.option(
            "--data",
            multiple=True,
            type=click.Path(path_type=Path),
            help="A file of data whose direct identifiers are looked for by value; may be repeated.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Report as JSON."),
        click.option("--quiet", is_flag=True, help="No remarks on what was not looked into."),
    ):
        command = option(command)
    return command


@click.command()
@_options
@click.option("--strict", is_flag=True, help="What was not looked into, as pictures, counts as a finding.")
def check(*, strict: bool, **asked: Any) -> None:
    """Look for identifiers, records and small cells in the outputs of notebooks.

    NOTEBOOK is a file, or a folder with all notebooks below it.
    """
    _run(_check, strict=strict, **asked)


@click.command()
@_options
def mask(**asked: Any) -> None:
    """Replace what `check` finds in notebooks by a note that names the rule."""
    _run(_mask, strict=False, **asked)


COMMANDS = (check, mask)
"""The commands of this room, for the group `jupyter privacy`."""


def _run(
    step: Callable[[Path, Any, Any], _Report],
    *,
    paths: Sequence[Path],
    policy: Path | None,
    data: Sequence[Path],
    as_json: bool,
    quiet: bool,
    strict: bool,
) -> None:
    from jupyter_privacy.notebooks.files import files_in
    from jupyter_privacy.policy import load_policy

    try:
        given = load_policy(policy) if policy else None
        nets = _nets(data, given)
    except PrivacyError as error:
        raise click.UsageError(_shown(str(error))) from None
    files = list(files_in(paths))
    reports = [_guarded(step, file, given, nets) for file in _progress(files)]
    (_print_json if as_json else _print_lines)(reports, quiet=quiet, strict=strict)
    sys.exit(_code(reports, strict=strict))


def _nets(data: Sequence[Path], policy: Any) -> list[Any]:
    if not data:
        return []
    from jupyter_privacy.notebooks.known import net_of
    from jupyter_privacy.policy import load_policy

    return [net_of(data, policy or load_policy())]


def _guarded(step: Callable[[Path, Any, Any], _Report], file: Path, policy: Any, nets: Any) -> _Report:
    """Take a step with one file; what fails is told by its type, as messages may quote what they met."""
    try:
        return step(file, policy, nets)
    except PrivacyError as error:
        return _Report(file, error=str(error))
    except Exception as error:
        return _Report(file, error=f"could not be looked through ({type(error).__name__})")


def _check(file: Path, policy: Any, nets: Any) -> _Report:
    from jupyter_privacy.notebooks.check import look_through
    from jupyter_privacy.notebooks.files import read
    from jupyter_privacy.policy import load_policy

    return _Report(file, look_through(read(file), policy or load_policy(start=file.parent), nets))


def _mask(file: Path, policy: Any, nets: Any) -> _Report:
    from jupyter_privacy.notebooks.check import look_through
    from jupyter_privacy.notebooks.files import read, write
    from jupyter_privacy.notebooks.masking import mask as mask_outputs
    from jupyter_privacy.policy import load_policy

    notebook = read(file)
    findings = look_through(notebook, policy or load_policy(start=file.parent), nets)
    n_masked = mask_outputs(notebook, findings)
    if n_masked:
        write(notebook, file)
    return _Report(file, findings, n_masked=n_masked)


def _progress(files: list[Path]) -> Iterable[Path]:
    """Yield the files, with a bar on a terminal that has many to wait for."""
    terminal = _terminal()
    return _with_bar(files, terminal) if terminal.isatty() and len(files) > 1 else files


def _terminal() -> TextIO:
    return sys.stderr


def _with_bar(files: list[Path], terminal: TextIO) -> Iterator[Path]:
    with click.progressbar(files, label="notebooks", file=terminal) as bar:
        yield from bar


def _code(reports: Sequence[_Report], *, strict: bool) -> int:
    if any(report.error for report in reports):
        return _UNREADABLE
    return _FOUND if any(report.is_found(strict=strict) for report in reports) else _CLEAN


def _print_lines(reports: Sequence[_Report], *, quiet: bool, strict: bool) -> None:
    for report in reports:
        path = _shown(str(report.path))
        if report.error:
            click.echo(f"{path}: {_shown(report.error)}", err=True)
        for found in report.findings:
            if not (quiet and found.is_remark):
                click.echo(f"{path}: {found.place}: {found.words} [{found.rule}]")
        if report.n_masked:
            click.echo(f"{path}: {report.n_masked} outputs masked")
    n_found = sum(report.is_found(strict=strict) for report in reports)
    click.echo(f"{len(reports)} notebooks, {n_found} with findings", err=True)


def _print_json(reports: Sequence[_Report], *, quiet: bool, strict: bool) -> None:
    notebooks = [
        {
            "path": _shown(str(report.path)),
            "error": _shown(report.error) or None,
            "masked": report.n_masked,
            "findings": [asdict(found) for found in report.findings if not (quiet and found.is_remark)],
        }
        for report in reports
    ]
    click.echo(json.dumps({"exit_code": _code(reports, strict=strict), "notebooks": notebooks}, indent=1))


def _shown(text: str) -> str:
    """Return a text that any terminal can print: names of files may hold bytes that are no text."""
    return text.encode("utf-8", "replace").decode()
