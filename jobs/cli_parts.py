"""How commands are declared: what `achyk` and its groups of commands are put together from."""

from __future__ import annotations

import argparse

Commands = argparse._SubParsersAction  # its only name; argparse exports no public one


def add(
    commands: Commands[argparse.ArgumentParser], name: str, run: str, says: str, *aliases: str
) -> argparse.ArgumentParser:
    """A command; `run` is the place of its function as module:function in jobs.commands."""
    described = says[0].upper() + says[1:] + "."
    added = commands.add_parser(name, help=says, description=described, aliases=aliases)
    added.set_defaults(run=run)
    return added


def within(
    commands: Commands[argparse.ArgumentParser], name: str, says: str
) -> Commands[argparse.ArgumentParser]:
    """A group of commands."""
    group = commands.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".")
    return group.add_subparsers(dest="subcommand", required=True, metavar="WHAT")
