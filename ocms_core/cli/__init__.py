"""The command line `ocms`: what a developer or an operator does outside the browser."""

import os
import sys

import click

from ocms_core import __version__
from ocms_core.cli.database import database_group
from ocms_core.cli.demo import run_demo, run_serve
from ocms_core.cli.files import files_group
from ocms_core.cli.keys import keys_group
from ocms_core.cli.operators import operator_group
from ocms_core.cli.plugins import plugin_group
from ocms_core.cli.quiet import KNOWN_WARNINGS
from ocms_core.cli.servers import services_group
from ocms_core.embedded import ServerError
from ocms_core.imports.commands import import_group
from ocms_core.plugins.registries import PluginError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ocms")
def ocms() -> None:
    """Client management for agencies that serve newcomers to Canada.

    Without OCMS_DATABASE_URL, OCMS_OWNER_DATABASE_URL and OCMS_PLATFORM_DATABASE_URL (and
    OCMS_BROKER_URL) the commands use private servers that keep their files in ./var.
    """


ocms.add_command(database_group)
ocms.add_command(files_group)
ocms.add_command(import_group)
ocms.add_command(keys_group)
ocms.add_command(operator_group)
ocms.add_command(plugin_group)
ocms.add_command(run_demo)
ocms.add_command(run_serve)
ocms.add_command(services_group)


def main() -> None:
    """Run the command line; what cannot be used, server or plugin, ends it with a sentence."""
    # The programs started by `ocms demo` ignore the same warnings.
    given = os.environ.get("PYTHONWARNINGS")
    known = [f"ignore:{message}" for message in KNOWN_WARNINGS]
    os.environ["PYTHONWARNINGS"] = ",".join([*known, *([given] if given else [])])
    try:
        ocms(prog_name="ocms")
    except (PluginError, ServerError) as error:
        click.echo(f"ocms: {error}", err=True)
        sys.exit(2)
