"""`jupyter privacy`: the commands of all rooms under one name."""

from __future__ import annotations

import click

from jupyter_privacy.notebooks.command import COMMANDS

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Look after confidential data in notebooks."""


for _command in COMMANDS:
    main.add_command(_command)
