"""From a settings file to a `Policy`; anything odd in the file is an error.

A message names the file, the key and the allowed values.  It never quotes the file: the path may
have been that of a data file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy.model import SETTINGS, Policy
from jupyter_privacy.policy.profiles import profile_policy
from jupyter_privacy.policy.suggest import unknown_name

__all__ = ["OWN_FILE", "SHARED_FILE", "load_policy"]

OWN_FILE = "jupyter_privacy.toml"
SHARED_FILE = "pyproject.toml"
_TABLE = "tool.jupyter_privacy"

# `source` is where the policy was found, so it is the loader's to say.
_KEYS = tuple(name for name in SETTINGS if name != "source")


def load_policy(path: str | Path | None = None, *, start: Path | None = None) -> Policy:
    r"""Return the policy that is written in a file.

    What it does
        Reads `path`; without one, looks upward from `start` (default: the working directory) for
        `jupyter_privacy.toml`, or `pyproject.toml` with a `[tool.jupyter_privacy]` table, as far as
        the folder that holds `.git` or the root.  Where nothing is found, the standard policy.
    File
        Optional `profile = "..."`, any setting of `Policy` but `source`, and a `[roles]` table
        from column name to role.
    Errors
        `PolicyError` for a file that cannot be read, bad TOML, an unknown key or a bad value.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "jupyter_privacy.toml").write_text('profile = "ons"\nroles.age = "key_variable"')
    >>> policy = load_policy(start=folder)
    >>> policy.profile, policy.threshold, dict(policy.roles)
    ('ons', 10, {'age': <Role.KEY_VARIABLE: 'key_variable'>})
    """
    if path is not None:
        return _policy(Path(path), _settings(Path(path), needed=True))
    for file in _candidates(start if start is not None else Path.cwd()):
        settings = _settings(file, needed=False)
        if settings is not None:
            return _policy(file, settings)
    return Policy()


def _candidates(start: Path) -> Iterator[Path]:
    folder = start.resolve()
    if folder.is_file():
        folder = folder.parent
    for parent in (folder, *folder.parents):
        for name in (OWN_FILE, SHARED_FILE):
            if (parent / name).exists():
                yield parent / name
        if (parent / ".git").exists():
            return


def _settings(file: Path, *, needed: bool) -> Mapping[str, object] | None:
    document = _read(file)
    if file.name != SHARED_FILE:
        return document
    tool = document.get("tool")
    table = tool.get("jupyter_privacy") if isinstance(tool, Mapping) else None
    if isinstance(table, Mapping):
        return table
    if needed or table is not None:
        message = f"{file}: there is no table [{_TABLE}]"
        raise PolicyError(message)
    return None


def _read(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{file}: cannot be read ({error.strerror or type(error).__name__})"
    except UnicodeDecodeError:
        message = f"{file}: is not UTF-8 text"
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at [^()]*\)$", str(error))
        message = f"{file}: is not valid TOML {place[0] if place else ''}".rstrip()
    raise PolicyError(message)


def _policy(file: Path, settings: Mapping[str, object] | None) -> Policy:
    given = dict(settings or {})
    try:
        for key in given:
            if key not in _KEYS:
                raise PolicyError(unknown_name("key", key, _KEYS))  # noqa: TRY301 - one place adds the file
        base = profile_policy(_profile_name(given.pop("profile", "standard")))
        return _merged(base, {**given, "source": str(file)})
    except PolicyError as error:
        message = f"{file}: {error}"
    raise PolicyError(message)


def _profile_name(value: object) -> str:
    if isinstance(value, str):
        return value
    message = f"profile must be the name of a profile; got {type(value).__name__}"
    raise PolicyError(message)


def _merged(base: Policy, given: Mapping[str, object]) -> Policy:
    settings = {name: getattr(base, name) for name in SETTINGS}
    return Policy(**{**settings, **given})
