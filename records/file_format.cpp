#include "records/file_format.hpp"

#include "records/column_names.hpp"

namespace medisc {

Result<FileFormat> format_of(const std::filesystem::path& file) {
  const std::string extension = folded(file.extension().string());
  if (extension == ".csv" || extension == ".tsv" || extension == ".txt") {
    return FileFormat::kText;
  }
  if (extension == ".npy") return FileFormat::kNpy;
  if (extension == ".npz") return FileFormat::kNpz;
  return fail(
      ErrorCode::kBadInput,
      file.string() + " is neither text (.csv, .tsv, .txt) nor arrays (.npy, .npz)",
      "save the table as CSV, or the array with numpy.save; images are .dcm or .png, where "
      "a model takes them");
}

}  // namespace medisc
