"""From the register to figures and the workbook."""
