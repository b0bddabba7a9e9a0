"""The search for circular garbage rests within bulk work, and never longer."""

import gc

import pytest

from config.bulk import without_collecting


def test_it_rests_within_and_goes_on_after_a_failure():
    def fails() -> None:
        with without_collecting():
            assert not gc.isenabled()
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        fails()
    assert gc.isenabled()


def test_who_had_it_off_keeps_it_off():
    gc.disable()
    try:
        with without_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
