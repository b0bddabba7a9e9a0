"""The header row is found where people put it, and its columns by what they call them."""

from workbooks.make import HEADERS

from config.columns import columns
from ingest.sheets.effort import Effort
from ingest.sheets.headers import Header, begins_again, find_header, nearest_title
from ingest.sheets.sheet import Cells

LINE = tuple(HEADERS.values())


def top(*lines: tuple[object, ...]) -> Cells:
    return lines  # type: ignore[return-value]


def test_the_header_is_found_below_titles_merged_cells_and_blank_rows():
    above = (("Сведения о проверках", None), (), ("за III квартал 2026 года",), (None, "Инспектор"))
    header = find_header(top(*above, LINE, ("1",)), columns())
    assert header is not None
    assert header.row == 5
    assert header.columns == {code: index for index, code in enumerate(HEADERS)}
    assert header.missing == ()
    assert header.unknown == ()


def test_a_sheet_without_a_header_has_none():
    assert find_header(top(("Инспектор", "Адрес", "ИНН"), ("a", "b", "c")), columns()) is None
    assert find_header(top(), columns()) is None


def test_a_header_further_down_than_a_title_can_be_is_not_looked_for():
    assert find_header(top(*[()] * 30, LINE), columns()) is None


def test_missing_mandatory_columns_are_named():
    line = tuple(text for code, text in HEADERS.items() if code not in ("tax_id", "kind"))
    header = find_header(top(line), columns())
    assert header is not None
    assert header.missing == ("kind", "tax_id")


def test_an_address_column_or_a_reason_column_is_enough():
    without = {code: text for code, text in HEADERS.items() if code != "email"}
    header = find_header(top(tuple(without.values())), columns())
    assert header is not None
    assert header.missing == ()
    del without["no_email_reason"]
    header = find_header(top(tuple(without.values())), columns())
    assert header is not None
    assert header.missing == ("email",)


def test_a_near_miss_is_proposed_and_not_taken():
    line = tuple("Дата окончяния" if text == "Дата окончания" else text for text in LINE)
    header = find_header(top(line), columns())
    assert header is not None
    assert "finished_on" not in header.columns
    assert header.unknown == (("H1", "Дата окончяния", "finished_on"),)


def test_a_foreign_column_is_unknown_and_a_second_one_is_not_read():
    header = find_header(top((*LINE, "Погода", "ИНН предприятия")), columns())
    assert header is not None
    assert header.columns["tax_id"] == 5
    assert header.unknown == (("K1", "Погода", None), ("L1", "ИНН предприятия", "tax_id"))


N = None
TWO_TIERS = (
    ("№", "Рег. номер", "Проверяющий орган", N, N, "Вид", "Проверяемый субъект", N, N, "Дата", N),
    (N, N, "наименование", "инспектор", "тел.", N, "наименование", "ИНН", "e-mail", "с", "по"),
)
THREE_TIERS = (
    ("Сведения о проверке", N, N, N, N, N, "Сведения о субъекте", N, N, N),
    ("Рег. №", "Вид", "Орган", N, "Срок проведения", N, "Название", "ИНН", "Контакты", N),
    (N, N, "наименование", "ID", "начало", "оконча-\nния", N, N, "тел.", "эл. почта"),
)
KYRGYZ_TIERS = (
    ("Каттоо", N, "Текшерүүчү орган", N, "Түрү", "Ишкана", N, N, "Текшерүү мөөнөтү", N),
    ("номери", "күнү", "аталышы", "инспектору", N, "аталышы", "ИСН", "почтасы", "башы", "аягы"),
)


def places(header: Header | None) -> dict[str, int]:
    assert header is not None
    return header.columns


def test_a_header_of_two_tiers_is_read_with_what_stands_above():
    header = find_header(top(("Журнал учёта проверок",), (), *TWO_TIERS), columns())
    assert header is not None
    assert header.row == 4
    assert header.rows == TWO_TIERS
    assert header.columns == {
        "registration_no": 1, "body": 2, "inspector_id": 3, "kind": 5, "business_name": 6,
        "tax_id": 7, "email": 8, "started_on": 9, "finished_on": 10,
    }  # fmt: skip


def test_an_inspectorates_telephone_is_not_taken_for_the_businesses():
    header = find_header(top(*TWO_TIERS), columns())
    assert header is not None
    assert "phone" not in header.columns
    assert header.unknown == (("E2", "тел.", None),)


def test_a_header_of_three_tiers_is_read():
    header = find_header(top(*THREE_TIERS), columns())
    assert header is not None
    assert (header.row, header.missing) == (3, ())
    assert header.columns["finished_on"] == 5
    assert (header.columns["phone"], header.columns["email"]) == (8, 9)


def test_a_common_header_ends_where_another_begins_above_it():
    header = find_header(
        top(
            ("Рег. №", "Вид", "ID инспектора", "Орган", "Субъект", N, N, N, "Срок проверки", N),
            (N, N, N, N, "Название", "ИНН", "Контакты", N, N, N),
            (N, N, N, N, N, N, "тел.", "e-mail", "с", "по"),
        ),
        columns(),
    )
    assert header is not None
    assert header.missing == ()
    assert (header.columns["started_on"], header.columns["finished_on"]) == (8, 9)


def test_a_kyrgyz_header_of_two_tiers_is_read():
    found = places(find_header(top(*KYRGYZ_TIERS), columns()))
    assert (found["registration_no"], found["registered_at"]) == (0, 1)
    assert (found["body"], found["business_name"]) == (2, 5)
    assert (found["started_on"], found["finished_on"]) == (8, 9)


def test_a_title_that_is_also_a_common_header_does_not_hide_the_columns():
    for title in ("Результаты проверки", "Инспекция", "Проверка"):
        assert places(find_header(top((title,), LINE), columns())) == {
            code: index for index, code in enumerate(HEADERS)
        }


def test_the_same_header_below_in_another_language_is_not_a_second_tier():
    kyrgyz = tuple(column.header["ky"] for code in HEADERS for column in [columns().column(code)])
    header = find_header(top(kyrgyz, LINE), columns())
    assert header is not None
    assert header.row == 1
    assert begins_again(LINE, dict(zip(HEADERS, LINE, strict=True)), columns(), Effort()) == "same"


def test_rows_of_data_below_are_no_tier():
    texts = ("2026-1", "geti", "I-1", "плановая", "А", "00207199610017", "05.07.2026", "06.07.2026")
    header = find_header(top(LINE, texts), columns())
    assert header is not None
    assert header.row == 1


def test_the_surer_of_two_columns_is_read():
    line = ("Инспектор", "Дата начала (план)", "Дата начала (факт)", *LINE[:2], *LINE[3:6], LINE[8])
    header = find_header(top((*line, "ID инспектора")), columns())
    found = places(header)
    assert found["inspector_id"] == 9
    assert found["started_on"] == 2


def test_a_slip_in_a_mandatory_column_is_named_and_not_taken():
    line = tuple("Рег. нмоер" if code == "registration_no" else HEADERS[code] for code in HEADERS)
    header = find_header(top((), line), columns())
    assert header is not None
    assert header.missing == ("registration_no",)
    assert header.near() == (("A2", "Рег. нмоер", "registration_no"),)
    assert nearest_title("Рег. нмоер", "registration_no", columns()) == "Рег. номер"


def test_a_header_full_of_slips_is_found_to_name_them():
    line = ("Рег. нмоер", "Проверяющий огран", "ID инспектра", "Вид провекри", "ИНН")
    header = find_header(top(line), columns())
    assert header is not None
    assert header.columns == {"tax_id": 4}
    near = [code for _, _, code in header.near()]
    assert near == ["registration_no", "body", "inspector_id", "kind"]


def test_a_column_that_counts_the_rows_is_not_worth_a_word():
    header = find_header(top(("№ п/п", *LINE)), columns())
    assert header is not None
    assert header.unknown == ()


def test_the_header_of_a_table_below_begins_in_its_first_row():
    header = find_header(top(LINE, ("1",)), columns(), 40)
    assert header is not None
    assert header.row == 40
    assert find_header(top(("нет",), (), (), LINE), columns(), 40) is None


def test_a_second_table_with_other_columns_is_noticed():
    values = dict(zip(HEADERS, LINE[::-1], strict=True))
    assert begins_again(LINE[::-1], values, columns(), Effort()) == "other"
    row = {"tax_id": "00207199610017", "started_on": "05.07.2026"}
    assert begins_again(tuple(row.values()), row, columns(), Effort()) == ""
