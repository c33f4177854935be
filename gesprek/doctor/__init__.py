"""Whether a computer is fit for what is recorded on it: one check per hazard, each with what to do about it.

A check reads everything through a `Machine`, so that a test can make one of its own. What cannot be read is never a fault: the
finding is then "let_op", niet vast te stellen. A finding holds no name of a person or file and no value of a setting; a folder
under the home folder is written with ~.
"""

from __future__ import annotations

from gesprek.doctor.checks import CHECKS, examine
from gesprek.doctor.machine import Finding, Machine

__all__ = ["CHECKS", "Finding", "Machine", "examine"]
