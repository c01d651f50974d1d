#include "gateway/upload.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <utility>

#include "gateway/shown_place.hpp"
#include "site/temporary_folder.hpp"

namespace medisc {
namespace {

constexpr std::size_t kLongestName = 100;

std::string extension_of(const std::string& media_type) {
  constexpr std::array<std::pair<std::string_view, const char*>, 7> kTypes{
      {{"text/csv", ".csv"},
       {"text/tab-separated-values", ".tsv"},
       {"text/plain", ".txt"},
       {"application/x-npy", ".npy"},
       {"application/x-npz", ".npz"},
       {"image/png", ".png"},
       {"application/dicom", ".dcm"}}};
  for (const auto& [type, extension] : kTypes) {
    if (std::string_view(media_type).starts_with(type)) return extension;
  }
  return "";
}

/// What the file is called on its way: a part of its name, since ids of records come from it.
std::string safe_name(const std::string& name, const std::string& media_type) {
  std::string safe = std::filesystem::path(name).filename().string();
  std::ranges::replace_if(
      safe,
      [](char c) {
        return static_cast<unsigned char>(c) < 0x80 && std::isalnum(c) == 0 && c != '.' &&
               c != '-' && c != '_';
      },
      '_');
  if (safe.size() > kLongestName) safe = safe.substr(safe.size() - kLongestName);
  if (safe.empty() || safe.front() == '.') safe = "record" + safe;
  if (std::filesystem::path(safe).extension().empty()) safe += extension_of(media_type);
  return safe;
}

/// Files that lie in memory.
class UploadFolder {
 public:
  static Result<UploadFolder> make() {
    auto folder = TemporaryFolder::make_in_memory();
    if (!folder) return tl::unexpected<Error>(folder.error());
    return UploadFolder(std::move(*folder));
  }

  /// `path` within it. Errors: kInternal.
  Result<void> write(const std::filesystem::path& path, std::string_view bytes) const {
    const std::filesystem::path file = folder_.path() / path;
    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    std::ofstream out(file, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (out) return {};
    return fail(ErrorCode::kInternal, "an upload can't be kept", "is /dev/shm full?");
  }

  /// Of a file, or of a folder within it.
  Result<EncodedRecords> records(const std::filesystem::path& path, const Plan& plan) const {
    auto records = load_records((folder_.path() / path).string(), plan);
    if (records) return records;
    return tl::unexpected<Error>(
        with_place(records.error(), folder_.path().string() + "/", ""));
  }

 private:
  explicit UploadFolder(TemporaryFolder folder) : folder_(std::move(folder)) {}

  TemporaryFolder folder_;
};

std::string place_text(std::size_t place) {
  const std::string number = std::to_string(place + 1);
  return std::string(number.size() < 4 ? 4 - number.size() : 0, '0') + number;
}

}  // namespace

Result<EncodedRecords> read_upload(std::string_view body, const std::string& name,
                                   const std::string& media_type, const Plan& plan) {
  const auto folder = UploadFolder::make();
  if (!folder) return tl::unexpected<Error>(folder.error());
  const std::string file = safe_name(name, media_type);
  if (auto written = folder->write(file, body); !written) {
    return tl::unexpected<Error>(written.error());
  }
  return folder->records(file, plan);
}

Result<EncodedRecords> read_received(const Intake& intake, const Received& received,
                                     const Plan& plan, std::size_t most_bytes) {
  const auto folder = UploadFolder::make();
  if (!folder) return tl::unexpected<Error>(folder.error());
  const std::string record = safe_name(received.record, "");
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < received.files.size(); ++i) {
    const auto file = intake.file(received.id, i);
    if (!file) return tl::unexpected<Error>(file.error());
    bytes += file->size();
    if (bytes > most_bytes) {
      return fail(ErrorCode::kBadInput,
                  "what was received has more than " + std::to_string(most_bytes) + " bytes");
    }
    const std::filesystem::path path =
        received.series
            ? std::filesystem::path(record) / (record + "-" + place_text(i) + ".dcm")
            : std::filesystem::path(record + ".dcm");
    if (auto written = folder->write(path, *file); !written) {
      return tl::unexpected<Error>(written.error());
    }
  }
  if (bytes == 0) {
    return fail(ErrorCode::kBadInput, "the files of what was received are not kept any more");
  }
  return folder->records(received.series ? record : record + ".dcm", plan);
}

}  // namespace medisc
