// Records given, and records encoded by a plan.
#include "python/as_python.hpp"
#include "python/bindings.hpp"
#include "python/encoded.hpp"
#include "python/given_records.hpp"
#include "python/unlocked.hpp"
#include "python/words.hpp"
#include "records/array_labels.hpp"
#include "records/column_names.hpp"

namespace py = pybind11;

namespace medisc::python {
namespace {

using Numbers = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Texts = std::vector<std::string>;

NpyArray array_of(const Numbers& numbers) {
  NpyArray array;
  array.shape.assign(numbers.shape(), numbers.shape() + numbers.ndim());
  array.values.assign(numbers.data(), numbers.data() + numbers.size());
  return array;
}

NpyArray array_of(const Texts& texts) {
  NpyArray array;
  array.shape = {texts.size()};
  array.kind = ElementKind::kText;
  array.texts = texts;
  return array;
}

GivenRecords of_file(const std::filesystem::path& file) {
  return {file.string(), file};
}

GivenRecords of_array(const std::string& name, const Numbers& numbers) {
  return {name, array_of(numbers)};
}

GivenRecords of_parts(
    const std::string& name,
    const std::vector<std::pair<std::string, std::variant<Texts, Numbers>>>& given) {
  GivenParts parts;
  for (const auto& [part, values] : given) {
    parts.push_back(
        {part, std::visit([](const auto& list) { return array_of(list); }, values)});
  }
  return {name, std::move(parts)};
}

GivenRecords of_columns(
    const std::string& name,
    const std::vector<std::pair<std::string, std::variant<Texts, Numbers>>>& given) {
  GivenColumns columns;
  for (const auto& [column, values] : given) {
    NpyArray array = std::visit([](const auto& list) { return array_of(list); }, values);
    columns.push_back({column, array.kind, std::move(array.values), std::move(array.texts)});
  }
  return {name, std::move(columns)};
}

ReadOptions options_of(const std::optional<std::string>& id_column, const Texts& ignore_columns,
                       const std::string& header, const std::string& decimal,
                       const std::string& out_of_range, bool skip_bad) {
  ReadOptions options;
  options.id_column = id_column;
  options.ignore_columns = ignore_columns;
  options.header = chosen<HeaderLine>(
      "header", header,
      {{"auto", HeaderLine::kAuto}, {"yes", HeaderLine::kYes}, {"no", HeaderLine::kNo}});
  options.decimal = chosen<DecimalMark>("decimal", decimal,
                                        {{"auto", DecimalMark::kAuto},
                                         {"point", DecimalMark::kPoint},
                                         {"comma", DecimalMark::kComma}});
  options.out_of_range = chosen<OutOfRange>("out_of_range", out_of_range,
                                            {{"refuse", OutOfRange::kRefuse},
                                             {"clip", OutOfRange::kClip},
                                             {"warn", OutOfRange::kWarn}});
  options.skip_bad = skip_bad;
  options.labels = false;
  return options;
}

Result<Encoded> encoded(const Plan& plan, const GivenRecords& given,
                        const std::optional<Texts>& ids, const ReadOptions& options) {
  auto table = table_of(given, plan.manifest, options);
  if (!table) return tl::unexpected<Error>(table.error());
  if (ids) {
    if (ids->size() != table->rows) {
      return fail(ErrorCode::kBadInput, std::to_string(ids->size()) + " ids for " +
                                            std::to_string(table->rows) + " records");
    }
    auto checked = ids_of({}, *ids, "ids");
    if (!checked) return tl::unexpected<Error>(checked.error());
    table->ids = std::move(*checked);
  }
  Encoded records;
  auto rows = encode_rows(given.name, *table, plan, {});
  if (!rows) return tl::unexpected<Error>(rows.error());
  records.encoded = std::move(*rows);
  records.notes = std::move(table->notes);
  for (std::size_t row = 0; row < table->rows; ++row) {
    if (table->good(row)) {
      records.places.push_back(row);
      records.names.push_back(table->ids[row]);
    } else {
      records.bad.push_back({row, table->ids[row], *table->problems[row]});
    }
  }
  if (!records.encoded.empty()) return records;
  if (!records.bad.empty()) {
    return tl::unexpected<Error>(no_good_row(given.name, records.bad.front()));
  }
  return fail(ErrorCode::kBadInput, given.name + " holds no records");
}

py::list bad_rows(const Encoded& records) {
  py::list rows;
  for (const BadRow& bad : records.bad) {
    rows.append(py::make_tuple(bad.row, bad.id, error_id(bad.error.code), bad.error.context,
                               bad.error.hint));
  }
  return rows;
}

}  // namespace

void bind_records(py::module_& module) {
  py::class_<GivenRecords>(module, "GivenRecords")
      .def_static("of_file", [](const std::string& file) { return of_file(file); })
      .def_static("of_array", &of_array)
      .def_static("of_parts", &of_parts)
      .def_static("of_columns", &of_columns);
  py::class_<ReadOptions>(module, "ReadOptions")
      .def(py::init(&options_of), py::kw_only(), py::arg("id_column") = py::none(),
           py::arg("ignore_columns") = Texts{}, py::arg("header") = "auto",
           py::arg("decimal") = "auto", py::arg("out_of_range") = "refuse",
           py::arg("skip_bad") = false);
  module.def("names_ids", [](const std::string& heading) { return names_ids(heading); });
  py::class_<Encoded>(module, "Encoded")
      .def("__len__", [](const Encoded& records) { return records.encoded.size(); })
      .def("names", [](const Encoded& records) { return records.names; })
      .def("places", [](const Encoded& records) { return records.places; })
      .def("notes", [](const Encoded& records) { return records.notes; })
      .def("bad", &bad_rows);
  module.def("encode", [](const Plan& plan, const GivenRecords& given,
                          const std::optional<Texts>& ids, const ReadOptions& options) {
    auto records = [&] {
      const Unlocked unlocked;
      return encoded(plan, given, ids, options);
    }();
    return value_of(std::move(records));
  });
}

}  // namespace medisc::python
