"""The files of a release for the public: workbooks, data, charts and pages; and as one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date

from reports.csv_twin import csv_of
from reports.datapackage import datapackage
from reports.imprint import Imprint
from reports.naming import Naming
from reports.pages import html_pages, withheld_page
from reports.summary_page import summary_page
from reports.svg import chart_of
from reports.volume import Volume
from reports.workbook import write

__all__ = ["Volume", "public_files", "unzipped", "withheld_files", "zipped"]

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16  # a plain file that anybody may read


def public_files(volumes: Sequence[Volume], imprint: Imprint) -> dict[str, bytes]:
    """Every file by name, sorted; the first volume is in the language of publication.

    The lists of codes, the manifest, its signature and the program that checks them come to these.
    """
    naming = Naming(tuple(volume.language for volume in volumes))
    files = data_files(volumes, imprint)
    for volume in volumes:
        files |= _of_language(volume, imprint, naming)
    return dict(sorted(files.items()))


def _of_language(volume: Volume, imprint: Imprint, naming: Naming) -> dict[str, bytes]:
    language = volume.language
    target = io.BytesIO()
    write(volume.tables, volume.page, target, language)
    charts = ((table.name, chart_of(table, language)) for table in volume.tables)
    return {
        naming.workbook(language): target.getvalue(),
        **{naming.chart(name, language): chart for name, chart in charts if chart is not None},
        **html_pages(volume, imprint, naming),
        naming.page("summary", language): summary_page(volume, imprint, naming),
    }


def data_files(volumes: Sequence[Volume], imprint: Imprint) -> dict[str, bytes]:
    """The CSV twin of the workbook and its description."""
    made = {table.name: csv_of(table) for table in volumes[0].tables}
    said = [(volume.language, volume.tables, volume.page) for volume in volumes]
    described = datapackage(said, made, imprint)
    files = {f"data/{name}.csv": content for name, content in made.items()}
    return {**files, "data/datapackage.json": described}


def withheld_files(
    person: str,
    reason: str,
    imprint: Imprint,
    languages: Sequence[str],
    since: date | None = None,
) -> dict[str, bytes]:
    """The pages that stand in the place of a release that `person` keeps back."""
    naming = Naming(tuple(languages))
    return {
        naming.page("index", code): withheld_page(person, reason, imprint, code, since, naming)
        for code in naming.languages
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one archive; the same files make the same archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = READABLE
            archive.writestr(entry, files[name])
    return out.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files of an archive that `zipped` made."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
