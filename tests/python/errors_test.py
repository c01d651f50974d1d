"""Errors, one class an id."""

import pickle

import pytest

import medisc
from medisc import _medisc, errors


def classes():
    return {kind.id: kind for kind in vars(errors).values()
            if isinstance(kind, type) and issubclass(kind, medisc.Error)
            and kind is not medisc.Error}


def test_each_id_of_the_product_has_a_class():
    assert set(classes()) == set(_medisc.error_ids)
    for name, kind in classes().items():
        camel = "".join(word.capitalize() for word in name.split("-"))
        assert kind.__name__ == camel
        assert getattr(medisc, camel) is kind
        assert type(errors.error_of(name, "c", "h")) is kind


def test_what_an_error_holds():
    error = errors.error_of("pool-dry", "no bundle", "prepare some")
    assert isinstance(error, medisc.Error)
    assert (error.id, error.context, error.hint) == ("pool-dry", "no bundle", "prepare some")
    assert str(error) == "pool-dry: no bundle (prepare some)"
    assert error.request is None
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is medisc.PoolDry and again.context == "no bundle"


def test_hints_speak_python():
    assert errors.error_of("usage", "c", "give --skip-bad").hint == "give skip_bad"
    whole = "run: medisc hospital prepare --model breast"
    assert errors.error_of("usage", "c", whole).hint == whole


def test_an_id_of_a_later_version_is_internal():
    assert type(errors.error_of("new-id", "c", "")) is medisc.Internal


def test_wrong_input_is_a_value_error():
    with pytest.raises(ValueError):
        raise medisc.BadInput("c")
