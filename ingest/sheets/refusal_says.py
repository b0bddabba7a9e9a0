"""The sentences about files that are not read at all, by the code of the refusal."""

from __future__ import annotations

from config.languages import mark

REFUSAL_SAYS = {
    "not-a-spreadsheet": mark(
        "This file is not a spreadsheet. Save it as an Excel workbook (xlsx) and send it again."
    ),
    "encrypted": mark(
        "This file is locked with a password. Remove the password and send it again."
    ),
    "too-large": mark("This file is too large. Split it into several files and send them again."),
    "bomb": mark(
        "This file needs too much memory when it is opened. Copy the rows into a fresh template "
        "and send that."
    ),
    "csv-quotes": mark(
        "A quotation mark in this csv file is opened and not closed, so that rows would be lost. "
        "Save it as an Excel workbook (xlsx) and send that."
    ),
    "doctype": mark(
        "This file holds definitions that no spreadsheet program writes; it was not opened. "
        "Copy the rows into a fresh template and send that."
    ),
    "external-links": mark(
        "This workbook refers to other files. Break the links (in Excel: Data, Edit Links, Break "
        "Link) and send it again."
    ),
    "ole": mark(
        "Other documents are embedded in this workbook. Delete them, or copy the rows into a fresh "
        "template, and send it again."
    ),
    "web-page": mark(
        "This is a web page that is only named like an Excel file. Open it in Excel, save it as an "
        "Excel workbook (xlsx) and send that."
    ),
    "xml-table": mark(
        "This is an XML table of an old kind (Excel 2003 or flat OpenDocument). Open it in Excel "
        "or LibreOffice, save it as an Excel workbook (xlsx) and send that."
    ),
    "archive": mark(
        "This is an archive (zip, rar or 7z). Unpack it and send the workbook in it by itself."
    ),
    "broken": mark(
        "This file is damaged and cannot be read. Open it in your spreadsheet program, save it as "
        "a new xlsx workbook and send that."
    ),
    "timeout": mark(
        "Reading this file takes too long. Copy the rows into a fresh template and send that."
    ),
    "empty": mark("This file holds no rows. Fill in the template and send it again."),
    "no-header": mark(
        "No row with the column names was found. Use the headers of the template: %(missing)s."
    ),
    "mapping-columns": mark(
        "This file looks like the foreign layout “%(detail)s”, but columns of it are missing: "
        "%(missing)s. Add them with these names, or ask the administrator to change the mapping."
    ),
    "mapping-unregistered": mark(
        "The mapping “%(detail)s” for this layout names a body or an inspector that is not "
        "registered: %(missing)s. Ask the administrator to add it, then send the file again."
    ),
    "mapping-broken": mark(
        "No row with the column names was found, and a mapping of foreign layouts has a mistake. "
        "If this file is in a foreign layout, tell the administrator; else use the headers of the "
        "template: %(missing)s."
    ),
    "missing-columns": mark(
        "Mandatory columns are missing: %(missing)s. Add them with these names and send the file "
        "again."
    ),
}
