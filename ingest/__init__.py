"""From a mail or a spreadsheet into the register."""
