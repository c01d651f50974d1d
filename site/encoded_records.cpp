#include "site/encoded_records.hpp"

#include <algorithm>

#include "plan/input_encoding.hpp"
#include "plan/preprocess.hpp"
#include "records/range_check.hpp"
#include "records/record_form.hpp"
#include "records/records.hpp"

namespace medisc {

namespace {

/// Whether each part has the model's own shape, so that none is resized.
bool has_own_shapes(const RecordTable& table, const Manifest& manifest) {
  if (table.shapes.size() != manifest.parts.size()) return true;  // the table has none
  for (std::size_t part = 0; part < manifest.parts.size(); ++part) {
    if (!std::ranges::equal(table.shapes[part], manifest.parts[part].shape)) return false;
  }
  return true;
}

/// A record whose parts may have other sizes than the model's: resized.
Result<std::vector<std::int64_t>> encode_row(const Plan& plan, const RecordTable& table,
                                             std::size_t row) {
  const Manifest& manifest = plan.manifest;
  if (table.columns == plan.input.features && has_own_shapes(table, manifest)) {
    return encode(plan, table.row(row), table.features);
  }
  std::vector<double> record;
  std::span<const double> rest = table.row(row);
  for (std::size_t part = 0; part < manifest.parts.size(); ++part) {
    const std::vector<std::uint32_t> shape(table.shapes[part].begin(),
                                           table.shapes[part].end());
    const std::size_t size = std::min<std::size_t>(elements_of(shape), rest.size());
    auto values =
        preprocessed(manifest, part,
                     {rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size)}, shape);
    if (!values) return tl::unexpected<Error>(values.error());
    record.insert(record.end(), values->begin(), values->end());
    rest = rest.subspan(size);
  }
  return encode(plan.input, record);
}

}  // namespace

Result<std::vector<std::vector<std::int64_t>>> encode_rows(const std::string& file,
                                                           const RecordTable& table,
                                                           const Plan& plan, RowRange range) {
  std::vector<std::vector<std::int64_t>> rows;
  for (std::size_t row = range.begin(table.rows); row < range.end(table.rows); ++row) {
    if (!table.good(row)) continue;
    auto encoded = encode_row(plan, table, row);
    if (!encoded) {
      Error error = encoded.error();
      const std::string number = std::to_string(row + 1);
      const std::string& id = table.ids[row];
      error.context = file + ", record " + number + (id == number ? "" : " ('" + id + "')") +
                      ": " + error.context;
      return tl::unexpected<Error>(error);
    }
    rows.push_back(std::move(*encoded));
  }
  return rows;
}

Result<std::vector<std::vector<std::int64_t>>> encode_values(
    const Plan& plan, const std::vector<std::vector<double>>& records,
    const std::vector<std::vector<std::uint32_t>>& shapes) {
  RecordTable table;
  table.rows = records.size();
  table.columns = records.empty() ? 0 : records.front().size();
  for (const auto& shape : shapes) table.shapes.emplace_back(shape.begin(), shape.end());
  for (std::size_t i = 0; i < records.size(); ++i) {
    table.values.insert(table.values.end(), records[i].begin(), records[i].end());
    table.ids.push_back(std::to_string(i + 1));
  }
  const auto form = form_of(plan.manifest);
  if (!form) return tl::unexpected<Error>(form.error());
  const auto place = [](std::size_t row, std::size_t element) {
    return "record " + std::to_string(row + 1) + ", value " + std::to_string(element + 1);
  };
  if (auto ranged = check_ranges(table, *form, {}, "the request", place); !ranged) {
    return tl::unexpected<Error>(ranged.error());
  }
  return encode_rows("the request", table, plan, {});
}

Result<EncodedRecords> load_records(const std::string& file, const Plan& plan, RowRange rows,
                                    ReadOptions options) {
  options.labels = false;  // nobody asks for them here
  auto table = read_records(file, plan.manifest, options);
  if (!table) return tl::unexpected<Error>(table.error());
  if (rows.begin(table->rows) == rows.end(table->rows) && table->rows > 0) {
    return fail(ErrorCode::kBadInput,
                file + " has " + std::to_string(table->rows) + " records, and --offset " +
                    std::to_string(rows.offset) + " leaves none",
                "a smaller --offset");
  }
  auto encoded = encode_rows(file, *table, plan, rows);
  if (!encoded) return tl::unexpected<Error>(encoded.error());
  EncodedRecords records;
  records.encoded = std::move(*encoded);
  records.notes = std::move(table->notes);
  for (std::size_t row = rows.begin(table->rows); row < rows.end(table->rows); ++row) {
    if (table->good(row)) {
      records.names.push_back(table->ids[row]);
    } else {
      records.bad.push_back({row, table->ids[row], *table->problems[row]});
    }
  }
  if (records.encoded.empty()) {
    return tl::unexpected<Error>(no_good_row(file, records.bad.front()));
  }
  return records;
}

}  // namespace medisc
