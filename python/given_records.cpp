#include "python/given_records.hpp"

#include "records/npz_records.hpp"
#include "records/record_form.hpp"
#include "records/records.hpp"

namespace medisc::python {
namespace {

struct Reader {
  const std::string& name;
  const RecordForm& form;
  const ReadOptions& options;

  Result<RecordTable> operator()(const NpyArray& array) const {
    return records_of_array(array, name, form, options);
  }
  Result<RecordTable> operator()(const GivenParts& parts) const {
    return records_of_npz(parts, name, form, options);
  }
  /// As the fields of a structured array.
  Result<RecordTable> operator()(const GivenColumns& columns) const {
    NpyArray table;
    table.fields = columns;
    if (columns.empty()) return fail(ErrorCode::kBadInput, name + " has no columns");
    const NpyColumn& first = columns.front();
    table.shape = {first.kind == ElementKind::kText ? first.texts.size() : first.values.size()};
    return records_of_array(std::move(table), name, form, options);
  }
  Result<RecordTable> operator()(const std::filesystem::path&) const {
    return fail(ErrorCode::kInternal, "a file is read elsewhere");
  }
};

}  // namespace

Result<RecordTable> table_of(const GivenRecords& given, const Manifest& manifest,
                             const ReadOptions& options) {
  if (const auto* file = std::get_if<std::filesystem::path>(&given.records)) {
    return read_records(*file, manifest, options);
  }
  const auto form = form_of(manifest);
  if (!form) return tl::unexpected<Error>(form.error());
  return std::visit(Reader{given.name, *form, options}, given.records);
}

}  // namespace medisc::python
