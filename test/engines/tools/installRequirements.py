"""Installs what a package asks for, as pip would, but for what the registry does not have: builds of torch with a local version."""

import argparse
import subprocess
import sys
from importlib.metadata import requires

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.specifiers import SpecifierSet

arguments = argparse.ArgumentParser()
arguments.add_argument("package")
arguments.add_argument("--without", action="append", default=[])
asked = arguments.parse_args()


def plain(text):
    """The requirement without marker and local version; None where it is not for this machine."""
    requirement = Requirement(text)
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
        return None
    if requirement.name in asked.without:
        return None
    requirement.marker = None
    requirement.specifier = SpecifierSet(",".join(str(one).split("+")[0] for one in requirement.specifier))
    return str(requirement)


found = [line for line in map(plain, requires(asked.package) or []) if line is not None]
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", "--quiet", "--no-input", *found]))
