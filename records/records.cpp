#include "records/records.hpp"

#include <string>
#include <utility>

#include "records/array_records.hpp"
#include "records/csv.hpp"
#include "records/file_bytes.hpp"
#include "records/file_format.hpp"
#include "records/image_folder.hpp"
#include "records/image_records.hpp"
#include "records/npy.hpp"
#include "records/npz.hpp"
#include "records/npz_records.hpp"
#include "records/text_encoding.hpp"

namespace medisc {
namespace {

Result<RecordTable> read_text(std::string bytes, const std::string& name,
                              const RecordForm& form, const ReadOptions& options) {
  auto decoded = decode_text(std::move(bytes), name);
  if (!decoded) return tl::unexpected(decoded.error());
  auto table = parse_csv(decoded->text, name, form, options);
  if (table && !decoded->note.empty()) {
    table->notes.insert(table->notes.begin(), decoded->note);
  }
  return table;
}

Result<RecordTable> read_form(const std::filesystem::path& file, const RecordForm& form,
                              const ReadOptions& options) {
  const std::string name = file.string();
  const auto format = format_of(file);
  if (!format) return tl::unexpected(format.error());
  auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  if (*format == FileFormat::kText) return read_text(std::move(*bytes), name, form, options);
  if (*format == FileFormat::kNpz) {
    auto arrays = parse_npz(*bytes, name);
    if (!arrays) return tl::unexpected(arrays.error());
    return records_of_npz(std::move(*arrays), name, form, options);
  }
  auto array = parse_npy(*bytes, name);
  if (!array) return tl::unexpected(array.error());
  return records_of_array(std::move(*array), name, form, options);
}

}  // namespace

Result<RecordTable> read_records(const std::filesystem::path& file, const Manifest& manifest,
                                 const ReadOptions& options) {
  const auto form = form_of(manifest);
  if (!form) return tl::unexpected(form.error());
  if (is_image_path(file)) return read_image_records(file, manifest, *form, options);
  return read_form(file, *form, options);
}

Result<RecordTable> read_records(const std::filesystem::path& file,
                                 std::optional<std::size_t> expected_columns) {
  return read_form(file, form_of_columns(expected_columns), {});
}

Result<RecordTable> read_records(const std::filesystem::path& file,
                                 std::optional<std::size_t> expected_columns,
                                 const ReadOptions& options) {
  return read_form(file, form_of_columns(expected_columns), options);
}

}  // namespace medisc
