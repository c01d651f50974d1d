/// Records from a file, by its extension, in any case: .csv, .tsv and .txt (records/csv.hpp),
/// .npy (records/array_records.hpp) or .npz (records/npz_records.hpp). With a manifest also
/// images (records/image_records.hpp): .dcm, .dicom, .png, a file that begins as one, or a
/// folder.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "error/error.hpp"
#include "plan/manifest.hpp"
#include "records/read_options.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// Records as a model's manifest has them: matched to its features by name, where both have
/// names; to its parts by shape or name; and within its ranges. Errors: kBadInput, naming the
/// file and, where there is one, line, row and column (from 1) with its name, and never a
/// value: another extension, what the readers of its format refuse, a value that is NaN or
/// infinite; a manifest that does not fit itself.
Result<RecordTable> read_records(const std::filesystem::path& file, const Manifest& manifest,
                                 const ReadOptions& options = {});

/// Records, samples or other tables without a manifest: of so many columns, whatever they hold.
/// The dimensions of an array after the first are flattened to columns; `shapes` has them.
Result<RecordTable> read_records(const std::filesystem::path& file,
                                 std::optional<std::size_t> expected_columns = std::nullopt);
Result<RecordTable> read_records(const std::filesystem::path& file,
                                 std::optional<std::size_t> expected_columns,
                                 const ReadOptions& options);

}  // namespace medisc
