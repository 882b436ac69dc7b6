"""The command line: parse, call, print. stdout is data, stderr is for people.

Everything heavy is imported by the command that needs it, so that --help answers at once.
"""

from extractor.cli import running, judging, reviewing, recording, regressing, comparing, keeping, projects  # noqa: F401, I001  in the order --help lists them
from extractor.cli.program import app, main

__all__ = ["app", "main"]
