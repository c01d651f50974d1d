#include "records/image_folder.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "imaging/image_file.hpp"
#include "records/column_names.hpp"
#include "records/told_list.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMostFiles = 1u << 16;

bool begins_as_image(const std::filesystem::path& file) {
  std::array<char, 256> begin{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(begin.data(), begin.size());
  return is_image({begin.data(), static_cast<std::size_t>(stream.gcount())});
}

}  // namespace

Result<ImageFolder> list_image_folder(const std::filesystem::path& folder) {
  ImageFolder found;
  ToldList passed_over;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code unknown;
    if (name.starts_with('.') || folded(name) == "dicomdir") {
      passed_over.add([&] { return shown(name); });
    } else if (at->is_directory(unknown)) {
      found.folders.push_back(at->path());
    } else if (at->is_regular_file(unknown)) {
      found.files.push_back(at->path());
    } else {
      return fail(ErrorCode::kBadInput, at->path().string() + " is neither file nor folder",
                  "remove it, or name the files one by one");
    }
    if (found.files.size() + found.folders.size() > kMostFiles) {
      return fail(ErrorCode::kBadInput, folder.string() + " holds more than 65,536 files",
                  "give several folders");
    }
  }
  if (error) {
    return fail(ErrorCode::kBadInput, folder.string() + " can't be read",
                "check the path and its permissions");
  }
  std::sort(found.files.begin(), found.files.end());
  std::sort(found.folders.begin(), found.folders.end());
  if (passed_over.count() > 0) {
    found.notes.push_back("passed over in the folder: " + passed_over.text());
  }
  return found;
}

bool is_image_path(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return true;
  const std::string extension = folded(path.extension().string());
  for (const char* known : {".dcm", ".dicom", ".png"}) {
    if (extension == known) return true;
  }
  for (const char* known : {".csv", ".tsv", ".txt", ".npy", ".npz"}) {
    if (extension == known) return false;
  }
  return std::filesystem::is_regular_file(path, ignored) && begins_as_image(path);
}

}  // namespace medisc
