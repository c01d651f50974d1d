"""Arrays as records: what is taken, and what is refused."""

import numpy
import pytest

import medisc


def logits(model, X):
    return medisc.reference(model, X).logits


@pytest.mark.parametrize("change", [
    lambda X: X,
    lambda X: X.tolist(),
    lambda X: tuple(map(tuple, X)),
    lambda X: numpy.asfortranarray(X),
    lambda X: numpy.repeat(X, 2, axis=0)[::2],
    lambda X: X[::-1][::-1],
    lambda X: X.astype(">f8"),
    lambda X: X.astype(numpy.longdouble),
    lambda X: X.astype(object).astype(float),
    lambda X: X.reshape(40, 1, 30),
    lambda X: numpy.ma.masked_array(X),
    lambda X: numpy.lib.stride_tricks.as_strided(X, X.shape, X.strides, writeable=False),
], ids=lambda _: "")
def test_forms_of_the_same_numbers_give_the_same_integers(model, table, expected, change):
    assert numpy.array_equal(logits(model, change(table)), expected.logits)


def test_a_read_only_array_is_read_and_not_changed(model, table, expected):
    frozen = table.copy()
    frozen.flags.writeable = False
    assert numpy.array_equal(logits(model, frozen), expected.logits)
    assert numpy.array_equal(frozen, table)


@pytest.mark.filterwarnings("ignore::medisc.Doubt")
@pytest.mark.parametrize("dtype", ["float16", "float32", "int8", "uint16", "int64", "bool"])
def test_number_types_mean_their_values(model, dtype):
    small = numpy.zeros((2, 30), dtype=dtype)
    small[:, :4] = [1, 0.25 if small.dtype.kind == "f" else 1, 0, 1]
    assert numpy.array_equal(logits(model, small), logits(model, small.astype("float64")))


def test_one_record_needs_no_first_dimension(model, table, expected):
    assert numpy.array_equal(logits(model, table[3]), expected.logits[3:4])


def test_a_dictionary_names_parts_and_ids(model, table, expected):
    part = model.plan.manifest["parts"][0]["name"]
    assert numpy.array_equal(logits(model, {part: table}), expected.logits)
    named = medisc.reference(model, {part: table[:2], "ids": ["a", "b"]})
    assert named.ids == ["a", "b"]


def test_a_structured_array_has_columns(model, table, expected):
    names = model.plan.feature_names[::-1]
    rows = numpy.zeros(40, dtype=[(name, "f8") for name in names])
    for place, name in enumerate(model.plan.feature_names):
        rows[name] = table[:, place]
    assert numpy.array_equal(logits(model, rows), expected.logits)


def test_files_are_read_as_the_command_line_does(model, table, expected, tmp_path):
    numpy.save(tmp_path / "x.npy", table)
    numpy.savez(tmp_path / "x.npz", input=table, ids=numpy.array(expected.ids))
    assert numpy.array_equal(logits(model, tmp_path / "x.npy"), expected.logits)
    assert medisc.reference(model, str(tmp_path / "x.npz")) == expected


def test_ids_are_texts_or_numbers(model, table):
    assert medisc.reference(model, table[:2]).ids == ["1", "2"]
    assert medisc.reference(model, table[:2], ids=["x", "y"]).ids == ["x", "y"]
    assert medisc.reference(model, table[:2], ids=numpy.array([7, 8])).ids == ["7", "8"]
    with pytest.raises(medisc.BadInput, match="3 ids for 2 records"):
        medisc.reference(model, table[:2], ids=["x", "y", "z"])
    with pytest.raises(medisc.BadInput):
        medisc.reference(model, table[:2], ids=["x", "y\n"])
    with pytest.raises(medisc.BadInput):
        medisc.reference(model, table[:2], ids=["x", ""])


@pytest.mark.parametrize("ids", [
    5, "abc", [None] * 2, [1.5, 2.5], [b"x", b"y"], [True, False], ["\ud800", "x"],
    ["x" * 300, "y"], {"a": 1}, iter("ab"),
])
def test_ids_of_another_kind_are_refused(model, table, ids):
    with pytest.raises(medisc.BadInput):
        medisc.reference(model, table[:2], ids=ids)


@pytest.mark.parametrize("odd", [
    "\ud800.csv", "a\0b.csv", {"\ud800": [1.0]}, {"input": None}, {"input": {"a": 1}},
    [2 ** 70] * 30, range(3), iter([1, 2]), {1, 2}, memoryview(b"abc"), True, 1j, [[[]]], type,
    numpy.zeros((2, 30), dtype="V8"), numpy.zeros((2 ** 20, 0)), numpy.zeros((1,) * 32),
    numpy.array([b"\xff\xfe"] * 3), numpy.recarray((2,), dtype=[("a", "f8"), ("b", "O")]),
], ids=lambda _: "")
def test_whatever_is_given_the_error_is_the_package_s(model, odd):
    with pytest.raises((medisc.BadInput, medisc.Usage)):
        medisc.reference(model, odd)


def with_value(table, value, dtype=None):
    changed = table[:3].astype(dtype or table.dtype)
    changed[1, 4] = value
    return changed


@pytest.mark.parametrize("bad, message", [
    (lambda X: X[:, :29], r"shape is \[40, 29\]"),
    (lambda X: X.reshape(20, 2, 30), "shape"),
    (lambda X: X[:0], "holds no records|shape"),
    (lambda X: X[:, :0], "shape"),
    (lambda X: numpy.float64(3), "shape"),
    (lambda X: with_value(X, numpy.nan), r"row 2, column 5 \(mean_smoothness\): no value"),
    (lambda X: with_value(X, numpy.inf), "row 2, column 5 .*infinite"),
    (lambda X: with_value(X, 1e300), "row 2"),
    (lambda X: with_value(X, 1e6), "row 2|out of range"),
    (lambda X: with_value(X, None, object), "Python objects"),
    (lambda X: with_value(X, "0.1", object), "Python objects"),
    (lambda X: X.astype(object), "Python objects"),
    (lambda X: X.astype(str), "texts"),
    (lambda X: X.astype("S9"), "texts"),
    (lambda X: X.astype(complex), "complex"),
    (lambda X: X.astype("int64").astype("datetime64[s]"), "times"),
    (lambda X: numpy.full((2, 30), 2 ** 60), "2\\^53"),
    (lambda X: numpy.full((2, 30), 2 ** 64 - 1, dtype="uint64"), "2\\^53"),
    (lambda X: [[1, 2], [1, 2, 3]], "no array|Python objects"),
    (lambda X: numpy.ma.masked_greater(X, 1.0), "masked"),
    (lambda X: None, "Python objects"),
    (lambda X: object(), "Python objects"),
    (lambda X: {}, "no records"),
    (lambda X: {"nothing": X, "something": X}, "nothing"),
    (lambda X: {1: X}, "no text"),
    (lambda X: {"input": X.astype(object)}, "Python objects"),
    (lambda X: {"input": "text"}, "texts"),
    (lambda X: b"bytes", "texts"),
    (lambda X: "/nowhere/x.csv", "/nowhere/x.csv"),
    (lambda X: "/nowhere/x.pkl", "x.pkl"),
    (lambda X: numpy.zeros(3, dtype=[("a", "f8", (3,))]), "an array a record"),
    (lambda X: numpy.zeros((0,), dtype=[("a", "f8")]), "no records"),
    (lambda X: numpy.zeros((3, 3), dtype=[("a", "f8")]), "2 dimensions"),
    (lambda X: numpy.zeros(3, dtype=[("a", "f8")]), "mean_radius|columns"),
], ids=lambda bad: None)
def test_what_is_no_record_is_refused(model, table, bad, message):
    with pytest.raises(medisc.BadInput, match=message) as refused:
        medisc.reference(model, bad(table))
    assert refused.value.id == "bad-input"
    assert refused.value.context


def test_an_array_that_can_not_be_made_is_refused(model):
    class Broken:
        def __array__(self, *_, **__):
            raise RuntimeError("requires grad")

    with pytest.raises(medisc.BadInput, match="requires grad"):
        medisc.reference(model, Broken())


def test_bad_records_may_be_skipped(model, table, expected):
    changed = table.copy()
    changed[[1, 5], 4] = numpy.nan
    results = medisc.reference(model, changed, skip_bad=True)
    assert [bad.row for bad in results.bad] == [1, 5]
    assert isinstance(results.bad[0].error, medisc.BadInput)
    assert numpy.array_equal(results.logits, numpy.delete(expected.logits, [1, 5], axis=0))
    assert results.ids[:2] == ["1", "3"]
    with pytest.raises(medisc.BadInput):
        medisc.reference(model, changed[[1, 5]], skip_bad=True)


def test_values_out_of_range_may_be_clipped(model, table):
    changed = table[:1].copy()
    changed[0, 0] = 1e6
    clipped = medisc.reference(model, changed, out_of_range="clip")
    assert clipped.notes
    changed[0, 0] = 64
    assert numpy.array_equal(clipped.logits, logits(model, changed))


@pytest.mark.parametrize("options", [
    {"out_of_range": "perhaps"}, {"skip": True}, {"header": 3}, {"ignore_columns": 3},
])
def test_unknown_options_are_refused(model, table, options):
    with pytest.raises(medisc.Usage):
        medisc.reference(model, table, **options)
