"""The native chart of a table: which cells it draws, and how it looks; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.layout import BAR, FONT, INK, LINE, cells
from reports.table import Cell, ColumnChart, RowChart, Table
