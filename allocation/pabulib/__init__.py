"""Reading election files of Pabulib, https://pabulib.org/format."""

from allocation.pabulib.areas import read_areas
from allocation.pabulib.limits import (
    DeclaredLimits,
    apply_limits,
    declared_limits,
    limits_warning,
)
from allocation.pabulib.parsed import FileWarning, ParsedFile, UnreadableFile
from allocation.pabulib.reader import read_pabulib

__all__ = [
    "DeclaredLimits",
    "FileWarning",
    "ParsedFile",
    "UnreadableFile",
    "apply_limits",
    "declared_limits",
    "limits_warning",
    "read_areas",
    "read_pabulib",
]
