"""Reading a spreadsheet: cells, headers, rows, events, foreign layouts."""
