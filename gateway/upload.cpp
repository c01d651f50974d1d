#include "gateway/upload.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <utility>

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

}  // namespace

Result<EncodedRecords> read_upload(std::string_view body, const std::string& name,
                                   const std::string& media_type, const Plan& plan) {
  const auto folder = TemporaryFolder::make_in_memory();
  if (!folder) return tl::unexpected<Error>(folder.error());
  const std::filesystem::path file = folder->path() / safe_name(name, media_type);
  {
    std::ofstream out(file, std::ios::binary);
    out.write(body.data(), static_cast<std::streamsize>(body.size()));
    out.close();
    if (!out) return fail(ErrorCode::kInternal, "an upload can't be kept", "is /dev/shm full?");
  }
  auto records = load_records(file.string(), plan);
  if (records) return records;
  // The folder's name helps nobody.
  Error error = records.error();
  const std::string place = folder->path().string() + "/";
  for (std::size_t at = error.context.find(place); at != std::string::npos;
       at = error.context.find(place)) {
    error.context.erase(at, place.size());
  }
  return tl::unexpected<Error>(error);
}

}  // namespace medisc
