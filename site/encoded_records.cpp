#include "site/encoded_records.hpp"

#include <algorithm>

#include "plan/input_encoding.hpp"
#include "records/records.hpp"

namespace medisc {

Result<std::vector<std::vector<std::int64_t>>> encode_rows(const std::string& file,
                                                           const RecordTable& table,
                                                           const Plan& plan,
                                                           std::optional<std::uint64_t> limit) {
  std::vector<std::vector<std::int64_t>> rows;
  const std::size_t count = std::min<std::size_t>(table.rows, limit.value_or(table.rows));
  for (std::size_t row = 0; row < count; ++row) {
    auto encoded = encode(plan, table.row(row), table.features);
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

Result<EncodedRecords> load_records(const std::string& file, const Plan& plan,
                                    std::optional<std::uint64_t> limit) {
  const auto table = read_records(file, plan.input.features);
  if (!table) return tl::unexpected<Error>(table.error());
  auto encoded = encode_rows(file, *table, plan, limit);
  if (!encoded) return tl::unexpected<Error>(encoded.error());
  EncodedRecords records;
  records.encoded = std::move(*encoded);
  const auto last = table->ids.begin() + static_cast<std::ptrdiff_t>(records.encoded.size());
  records.names.assign(table->ids.begin(), last);
  return records;
}

}  // namespace medisc
